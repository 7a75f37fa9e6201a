DROP TRIGGER reactivated ON organizations;
REVOKE SELECT (reactivated_at) ON organizations FROM tenantry_directory, tenantry_system;
ALTER TABLE organizations DROP COLUMN reactivated_at;
