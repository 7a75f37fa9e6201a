DROP POLICY standing ON users;
REVOKE SELECT (id, status, deleted_at), UPDATE (status, updated_at) ON users FROM tenantry_system;

DROP INDEX organizations_id;
DROP POLICY standing ON organizations;
REVOKE SELECT (status), UPDATE (status, updated_at) ON organizations FROM tenantry_system;

DROP POLICY standing ON tenants;
REVOKE SELECT (status), UPDATE (status, updated_at) ON tenants FROM tenantry_system;
