DROP POLICY purge ON sessions;
DROP POLICY purge_read ON sessions;
REVOKE SELECT (id, tenant_id), UPDATE (tenant_id) ON sessions FROM tenantry_system;
DROP INDEX sessions_tenant;
CREATE INDEX sessions_tenant ON sessions (tenant_id);

DROP POLICY purge ON credentials;
DROP POLICY purge_read ON credentials;
REVOKE SELECT (tenant_id, id), DELETE ON credentials FROM tenantry_system;

DROP POLICY purge ON tenant_members;
DROP POLICY purge ON organization_members;
DROP POLICY purge ON project_members;
DROP POLICY purge ON projects;
DROP POLICY purge ON invitations;
DROP POLICY purge ON tenant_settings;
DROP POLICY purge_read ON tenant_settings;
-- The job that seals settings again still looks at their names.
REVOKE DELETE ON tenant_settings FROM tenantry_system;
REVOKE SELECT (tenant_id, id), DELETE
    ON invitations, projects, project_members, organization_members, tenant_members
    FROM tenantry_system;

DROP POLICY purge ON api_keys;
REVOKE DELETE ON api_keys FROM tenantry_system;

DROP POLICY purge ON tenant_api_keys;
DROP POLICY purge ON personal_access_tokens;
DROP POLICY purge ON referrals;
DROP POLICY purge ON organizations;
DROP POLICY purge ON tenants;
REVOKE DELETE ON tenants, organizations, referrals, personal_access_tokens, tenant_api_keys FROM tenantry_system;

DROP INDEX credentials_tenant;
DROP INDEX tenants_deleted;

DROP POLICY final ON organizations;
DROP POLICY final ON tenants;
REVOKE UPDATE (deleted_at) ON organizations FROM tenantry_tenant;
REVOKE UPDATE (name, logo, deleted_at) ON tenants FROM tenantry_tenant;
