DROP TRIGGER reactivated ON tenants;
REVOKE SELECT (reactivated_at) ON tenants FROM tenantry_directory, tenantry_system;
ALTER TABLE tenants DROP COLUMN reactivated_at;
DROP FUNCTION note_reactivation();

DROP TABLE installation;
