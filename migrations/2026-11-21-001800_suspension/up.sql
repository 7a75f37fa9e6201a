-- An operator closes a tenant, an organization or an account for a while, and opens it again.

GRANT SELECT (status), UPDATE (status, updated_at) ON tenants TO tenantry_system;
CREATE POLICY standing ON tenants FOR UPDATE TO tenantry_system USING (true);

GRANT SELECT (status), UPDATE (status, updated_at) ON organizations TO tenantry_system;
CREATE POLICY standing ON organizations FOR UPDATE TO tenantry_system USING (true);
-- Whoever operates this knows the organization alone, and not its tenant.
CREATE INDEX organizations_id ON organizations (id);

GRANT SELECT (id, status, deleted_at), UPDATE (status, updated_at) ON users TO tenantry_system;
CREATE POLICY standing ON users TO tenantry_system USING (true);
