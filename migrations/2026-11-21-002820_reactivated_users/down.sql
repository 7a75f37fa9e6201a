DROP TRIGGER reactivated ON users;
REVOKE SELECT (reactivated_at) ON users FROM tenantry_directory, tenantry_system;
ALTER TABLE users DROP COLUMN reactivated_at;
