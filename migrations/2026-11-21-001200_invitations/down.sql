DROP POLICY tenant ON users;
REVOKE SELECT (id, email, email_key, first_name, last_name) ON users FROM tenantry_tenant;

REVOKE UPDATE (role) ON tenant_members, organization_members, project_members FROM tenantry_tenant;

DROP POLICY tenant ON outbox;
REVOKE INSERT, SELECT (tenant_id, invitation_id), DELETE ON outbox FROM tenantry_tenant;
-- The forced policy binds the owner too.
ALTER TABLE outbox NO FORCE ROW LEVEL SECURITY;
DELETE FROM outbox WHERE invitation_id IS NOT NULL;
ALTER TABLE outbox FORCE ROW LEVEL SECURITY;
ALTER TABLE outbox DROP COLUMN tenant_id, DROP COLUMN invitation_id;

DROP TABLE invitations;
