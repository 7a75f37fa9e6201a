-- Personal access tokens: what acts as its owner inside one organization, for as long as the owner is in it.

CREATE TABLE personal_access_tokens (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    organization_id uuid NOT NULL,
    user_id uuid NOT NULL REFERENCES users (id),
    name text NOT NULL,
    -- How it begins, and how it begins and ends: all that is shown of it later.
    prefix text NOT NULL,
    masked text NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz,
    last_used_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, organization_id) REFERENCES organizations (tenant_id, id)
);
CREATE INDEX personal_access_tokens_organization
    ON personal_access_tokens (tenant_id, organization_id, created_at DESC, id DESC);
CREATE INDEX personal_access_tokens_user ON personal_access_tokens (user_id, created_at DESC, id DESC);

ALTER TABLE personal_access_tokens ENABLE ROW LEVEL SECURITY;
ALTER TABLE personal_access_tokens FORCE ROW LEVEL SECURITY;

GRANT SELECT, INSERT, UPDATE (revoked_at) ON personal_access_tokens TO tenantry_user;
CREATE POLICY own ON personal_access_tokens FOR SELECT TO tenantry_user
    USING (user_id = NULLIF(current_setting('tenantry.user_id', true), '')::uuid);
CREATE POLICY own_end ON personal_access_tokens FOR UPDATE TO tenantry_user
    USING (user_id = NULLIF(current_setting('tenantry.user_id', true), '')::uuid);
-- Nobody makes a token for an organization that they are not in.
CREATE POLICY own_new ON personal_access_tokens FOR INSERT TO tenantry_user
    WITH CHECK (
        user_id = NULLIF(current_setting('tenantry.user_id', true), '')::uuid
        AND EXISTS (
            SELECT 1 FROM organization_members
             WHERE organization_members.tenant_id = personal_access_tokens.tenant_id
               AND organization_members.organization_id = personal_access_tokens.organization_id
        )
    );

-- Whoever runs an organization sees and ends what opens it; nobody makes a token for somebody else.
GRANT SELECT, UPDATE (revoked_at) ON personal_access_tokens TO tenantry_tenant;
CREATE POLICY tenant ON personal_access_tokens TO tenantry_tenant
    USING (tenant_id = NULLIF(current_setting('tenantry.tenant_id', true), '')::uuid);

-- What was ended is over: nobody makes it work again.
CREATE POLICY final ON personal_access_tokens AS RESTRICTIVE FOR UPDATE TO tenantry_tenant, tenantry_user
    USING (true) WITH CHECK (revoked_at IS NOT NULL);

GRANT SELECT (tenant_id, id, organization_id, user_id, created_at, expires_at, revoked_at)
    ON personal_access_tokens TO tenantry_directory;
CREATE POLICY directory ON personal_access_tokens FOR SELECT TO tenantry_directory USING (true);
GRANT SELECT (deleted_at) ON users TO tenantry_directory;

-- When each was used is written for all tenants at once; nothing else of a token is in reach.
GRANT SELECT (tenant_id, id, last_used_at), UPDATE (last_used_at) ON personal_access_tokens TO tenantry_system;
CREATE POLICY system ON personal_access_tokens FOR SELECT TO tenantry_system USING (true);
CREATE POLICY usage ON personal_access_tokens FOR UPDATE TO tenantry_system USING (true);

-- A person knows in which organizations they are, whatever tenant these lie in.
GRANT SELECT (tenant_id, organization_id, user_id) ON organization_members TO tenantry_user;
CREATE POLICY own ON organization_members FOR SELECT TO tenantry_user
    USING (user_id = NULLIF(current_setting('tenantry.user_id', true), '')::uuid);
GRANT SELECT (tenant_id, id, deleted_at) ON organizations TO tenantry_user;
CREATE POLICY own ON organizations FOR SELECT TO tenantry_user
    USING (
        EXISTS (
            SELECT 1 FROM organization_members
             WHERE organization_members.tenant_id = organizations.tenant_id
               AND organization_members.organization_id = organizations.id
        )
    );

ALTER TABLE credentials
    DROP CONSTRAINT credentials_kind_and_owner,
    ADD CONSTRAINT credentials_kind_and_owner CHECK (
        CASE kind
            WHEN 'api_key' THEN tenant_id IS NOT NULL AND user_id IS NULL
            WHEN 'personal_access_token' THEN tenant_id IS NOT NULL AND user_id IS NOT NULL
            WHEN 'refresh_token' THEN tenant_id IS NULL AND user_id IS NOT NULL
            WHEN 'service_credential' THEN tenant_id IS NULL AND user_id IS NULL
            ELSE false
        END
    );
-- A person enters sessions and tokens of their own, and nothing else.
ALTER POLICY own ON credentials
    WITH CHECK (
        user_id = NULLIF(current_setting('tenantry.user_id', true), '')::uuid
        AND kind IN ('refresh_token', 'personal_access_token')
    );
-- A person's credential is entered by that person alone.
ALTER POLICY tenant ON credentials
    WITH CHECK (
        tenant_id = NULLIF(current_setting('tenantry.tenant_id', true), '')::uuid
        AND user_id IS NULL
    );
