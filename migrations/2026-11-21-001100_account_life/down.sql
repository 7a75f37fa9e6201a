REVOKE SELECT (id, created_at, last_used_at) ON tenant_members FROM tenantry_directory;
REVOKE SELECT (first_name) ON users FROM tenantry_directory;

REVOKE UPDATE (ip, user_agent) ON sessions FROM tenantry_user;
-- The forced policy binds the owner too.
ALTER TABLE sessions NO FORCE ROW LEVEL SECURITY;
UPDATE sessions SET end_reason = 'signed_out' WHERE end_reason NOT IN ('signed_out', 'token_replayed');
ALTER TABLE sessions FORCE ROW LEVEL SECURITY;
ALTER TABLE sessions
    DROP CONSTRAINT sessions_end_reason_known,
    ADD CONSTRAINT sessions_end_reason_known CHECK (end_reason IN ('signed_out', 'token_replayed'));

REVOKE DELETE ON tenant_members, organization_members, project_members FROM tenantry_tenant;
REVOKE UPDATE (updated_at) ON tenants FROM tenantry_tenant;

REVOKE SELECT (user_id), DELETE ON outbox FROM tenantry_user;
REVOKE DELETE ON passwords FROM tenantry_user;
REVOKE UPDATE (email, email_key, phone_number, email_verified_at, phone_verified_at, deleted_at) ON users FROM tenantry_user;
ALTER TABLE users DROP COLUMN deleted_at;
