-- Members come and go: whoever runs a group reads who is in it, changes their roles, and invites others by their address.

CREATE TABLE invitations (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    -- None where the tenant itself invites.
    organization_id uuid,
    -- Empty once it was followed or taken back: nobody's address is kept without need.
    email text NOT NULL,
    -- The address in lower case, by which two spellings are the same.
    email_key text NOT NULL,
    -- In the organization, or in the tenant where there is none.
    role text NOT NULL,
    -- Not a foreign key: the invitation outlives the account of who invited.
    invited_by uuid NOT NULL,
    -- What is kept of the link that was sent last; none before the first.
    digest bytea,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    accepted_at timestamptz,
    -- When it was taken back, or another took its place.
    cancelled_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT invitations_digest_unique UNIQUE (digest),
    CONSTRAINT invitations_digest_is_sha256 CHECK (octet_length(digest) = 32),
    CONSTRAINT invitations_role_known CHECK (
        CASE WHEN organization_id IS NULL THEN role IN ('MEMBER', 'ADMIN', 'SUPER_ADMIN')
             ELSE role IN ('member', 'admin', 'owner')
        END
    ),
    FOREIGN KEY (tenant_id, organization_id) REFERENCES organizations (tenant_id, id)
);
CREATE INDEX invitations_organization ON invitations (tenant_id, organization_id);
CREATE UNIQUE INDEX invitations_open_unique
    ON invitations (tenant_id, COALESCE(organization_id, '00000000-0000-0000-0000-000000000000'::uuid), email_key)
    WHERE accepted_at IS NULL AND cancelled_at IS NULL;

ALTER TABLE invitations ENABLE ROW LEVEL SECURITY;
ALTER TABLE invitations FORCE ROW LEVEL SECURITY;

GRANT SELECT, INSERT, UPDATE (email, email_key, role, digest, expires_at, accepted_at, cancelled_at) ON invitations TO tenantry_tenant;
CREATE POLICY tenant ON invitations TO tenantry_tenant
    USING (tenant_id = NULLIF(current_setting('tenantry.tenant_id', true), '')::uuid);

-- Who follows a link is in no tenant yet that could read it.
GRANT SELECT (tenant_id, id, organization_id, digest, email_key, expires_at, accepted_at, cancelled_at)
    ON invitations TO tenantry_directory;
CREATE POLICY directory ON invitations FOR SELECT TO tenantry_directory USING (true);

-- The mail about an invitation waits in the tenant's name, and goes with the invitation.
ALTER TABLE outbox
    ADD COLUMN tenant_id uuid,
    ADD COLUMN invitation_id uuid,
    ADD CONSTRAINT outbox_invitation_has_a_tenant CHECK ((tenant_id IS NULL) = (invitation_id IS NULL));
CREATE INDEX outbox_invitation ON outbox (tenant_id, invitation_id) WHERE invitation_id IS NOT NULL;
GRANT INSERT, SELECT (tenant_id, invitation_id), DELETE ON outbox TO tenantry_tenant;
CREATE POLICY tenant ON outbox TO tenantry_tenant
    USING (tenant_id = NULLIF(current_setting('tenantry.tenant_id', true), '')::uuid);

GRANT UPDATE (role) ON tenant_members, organization_members, project_members TO tenantry_tenant;

-- Of people, a tenant knows those that are in it.
GRANT SELECT (id, email, email_key, first_name, last_name) ON users TO tenantry_tenant;
CREATE POLICY tenant ON users FOR SELECT TO tenantry_tenant
    USING (
        EXISTS (
            SELECT 1 FROM tenant_members
             WHERE tenant_members.user_id = users.id
               AND tenant_members.tenant_id = NULLIF(current_setting('tenantry.tenant_id', true), '')::uuid
        )
    );
