-- Tenants are changed and ended, organizations ended. What a deleted tenant leaves behind is taken away later, a little at a time, by a
-- role that can take the rows of no other tenant away, but for the messages that wait, which it sends for all of them.

GRANT UPDATE (name, logo, deleted_at) ON tenants TO tenantry_tenant;
GRANT UPDATE (deleted_at) ON organizations TO tenantry_tenant;
-- What was deleted is over: nobody changes it any more, nor brings it back.
CREATE POLICY final ON tenants AS RESTRICTIVE FOR UPDATE TO tenantry_tenant
    USING (deleted_at IS NULL) WITH CHECK (true);
CREATE POLICY final ON organizations AS RESTRICTIVE FOR UPDATE TO tenantry_tenant
    USING (deleted_at IS NULL) WITH CHECK (true);

CREATE INDEX tenants_deleted ON tenants (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE INDEX credentials_tenant ON credentials (tenant_id, id) WHERE tenant_id IS NOT NULL;

GRANT DELETE ON tenants, organizations, referrals, personal_access_tokens, tenant_api_keys TO tenantry_system;
CREATE POLICY purge ON tenants FOR DELETE TO tenantry_system USING (deleted_at IS NOT NULL);
CREATE POLICY purge ON organizations FOR DELETE TO tenantry_system
    USING (tenant_id IN (SELECT id FROM tenants WHERE tenants.deleted_at IS NOT NULL));
CREATE POLICY purge ON referrals FOR DELETE TO tenantry_system
    USING (tenant_id IN (SELECT id FROM tenants WHERE tenants.deleted_at IS NOT NULL));
CREATE POLICY purge ON personal_access_tokens FOR DELETE TO tenantry_system
    USING (tenant_id IN (SELECT id FROM tenants WHERE tenants.deleted_at IS NOT NULL));
CREATE POLICY purge ON tenant_api_keys FOR DELETE TO tenantry_system
    USING (tenant_id IN (SELECT id FROM tenants WHERE tenants.deleted_at IS NOT NULL));

-- Restrictive, because the policy that lets uses be counted allows everything that the role was granted.
GRANT DELETE ON api_keys TO tenantry_system;
CREATE POLICY purge ON api_keys AS RESTRICTIVE FOR DELETE TO tenantry_system
    USING (tenant_id IN (SELECT id FROM tenants WHERE tenants.deleted_at IS NOT NULL));

GRANT SELECT (tenant_id, id), DELETE
    ON tenant_settings, invitations, projects, project_members, organization_members, tenant_members
    TO tenantry_system;
-- Sealing again writes for all tenants, what is sealed alone: nothing here widens that.
CREATE POLICY purge_read ON tenant_settings FOR SELECT TO tenantry_system
    USING (tenant_id IN (SELECT id FROM tenants WHERE tenants.deleted_at IS NOT NULL));
CREATE POLICY purge ON tenant_settings FOR DELETE TO tenantry_system
    USING (tenant_id IN (SELECT id FROM tenants WHERE tenants.deleted_at IS NOT NULL));
CREATE POLICY purge ON invitations TO tenantry_system
    USING (tenant_id IN (SELECT id FROM tenants WHERE tenants.deleted_at IS NOT NULL));
CREATE POLICY purge ON projects TO tenantry_system
    USING (tenant_id IN (SELECT id FROM tenants WHERE tenants.deleted_at IS NOT NULL));
CREATE POLICY purge ON project_members TO tenantry_system
    USING (tenant_id IN (SELECT id FROM tenants WHERE tenants.deleted_at IS NOT NULL));
CREATE POLICY purge ON organization_members TO tenantry_system
    USING (tenant_id IN (SELECT id FROM tenants WHERE tenants.deleted_at IS NOT NULL));
CREATE POLICY purge ON tenant_members TO tenantry_system
    USING (tenant_id IN (SELECT id FROM tenants WHERE tenants.deleted_at IS NOT NULL));

GRANT SELECT (tenant_id, id), DELETE ON credentials TO tenantry_system;
CREATE POLICY purge_read ON credentials FOR SELECT TO tenantry_system
    USING (tenant_id IN (SELECT id FROM tenants WHERE tenants.deleted_at IS NOT NULL));
CREATE POLICY purge ON credentials FOR DELETE TO tenantry_system
    USING (tenant_id IN (SELECT id FROM tenants WHERE tenants.deleted_at IS NOT NULL));

-- People keep their sessions, which act nowhere then. A tenant's are found in the order in which they are locked.
DROP INDEX sessions_tenant;
CREATE INDEX sessions_tenant ON sessions (tenant_id, id);
GRANT SELECT (id, tenant_id), UPDATE (tenant_id) ON sessions TO tenantry_system;
CREATE POLICY purge_read ON sessions FOR SELECT TO tenantry_system
    USING (tenant_id IS NULL OR tenant_id IN (SELECT id FROM tenants WHERE tenants.deleted_at IS NOT NULL));
CREATE POLICY purge ON sessions FOR UPDATE TO tenantry_system
    USING (tenant_id IN (SELECT id FROM tenants WHERE tenants.deleted_at IS NOT NULL))
    WITH CHECK (tenant_id IS NULL);
