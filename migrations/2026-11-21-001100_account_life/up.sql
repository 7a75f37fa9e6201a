-- What happens to an account after sign-up: addresses are verified, numbers named, passwords changed, sessions ended by their
-- owner, and the account itself deleted.

-- What is left of a deleted account is its name, which others refer to.
ALTER TABLE users ADD COLUMN deleted_at timestamptz;
GRANT UPDATE (email, email_key, phone_number, email_verified_at, phone_verified_at, deleted_at) ON users TO tenantry_user;
GRANT DELETE ON passwords TO tenantry_user;

-- The messages that wait for a person go with the account.
GRANT SELECT (user_id), DELETE ON outbox TO tenantry_user;

-- Whoever changes who is in a tenant locks the tenant's row before; in an organization, the organization's.
GRANT UPDATE (updated_at) ON tenants TO tenantry_tenant;
GRANT DELETE ON tenant_members, organization_members, project_members TO tenantry_tenant;

ALTER TABLE sessions
    DROP CONSTRAINT sessions_end_reason_known,
    ADD CONSTRAINT sessions_end_reason_known CHECK (
        end_reason IN ('signed_out', 'token_replayed', 'revoked', 'password_changed', 'password_reset', 'account_deleted')
    );
GRANT UPDATE (ip, user_agent) ON sessions TO tenantry_user;

-- How to address somebody in a mail, and where a session of theirs would begin.
GRANT SELECT (first_name) ON users TO tenantry_directory;
GRANT SELECT (id, created_at, last_used_at) ON tenant_members TO tenantry_directory;
