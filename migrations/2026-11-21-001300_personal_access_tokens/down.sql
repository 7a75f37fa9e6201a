ALTER POLICY tenant ON credentials
    WITH CHECK (tenant_id = NULLIF(current_setting('tenantry.tenant_id', true), '')::uuid);
ALTER POLICY own ON credentials
    WITH CHECK (user_id = NULLIF(current_setting('tenantry.user_id', true), '')::uuid);
-- The forced policy binds the owner too.
ALTER TABLE credentials NO FORCE ROW LEVEL SECURITY;
DELETE FROM credentials WHERE kind = 'personal_access_token';
ALTER TABLE credentials FORCE ROW LEVEL SECURITY;
ALTER TABLE credentials
    DROP CONSTRAINT credentials_kind_and_owner,
    ADD CONSTRAINT credentials_kind_and_owner CHECK (
        CASE kind
            WHEN 'api_key' THEN tenant_id IS NOT NULL AND user_id IS NULL
            WHEN 'refresh_token' THEN tenant_id IS NULL AND user_id IS NOT NULL
            WHEN 'service_credential' THEN tenant_id IS NULL AND user_id IS NULL
            ELSE false
        END
    );

DROP POLICY own ON organizations;
REVOKE SELECT (tenant_id, id, deleted_at) ON organizations FROM tenantry_user;
DROP POLICY own ON organization_members;
REVOKE SELECT (tenant_id, organization_id, user_id) ON organization_members FROM tenantry_user;

REVOKE SELECT (deleted_at) ON users FROM tenantry_directory;
DROP TABLE personal_access_tokens;
