DROP TRIGGER reactivated ON users;
DROP TRIGGER reactivated ON organizations;
DROP TRIGGER reactivated ON tenants;
DROP FUNCTION note_reactivation();

REVOKE SELECT (reactivated_at) ON tenants, organizations, users FROM tenantry_directory, tenantry_system;
ALTER TABLE users DROP COLUMN reactivated_at;
ALTER TABLE organizations DROP COLUMN reactivated_at;
ALTER TABLE tenants DROP COLUMN reactivated_at;

DROP TABLE installation;
