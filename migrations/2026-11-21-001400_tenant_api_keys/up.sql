-- Tenant API keys: what acts for a whole tenant, with no person behind it.

CREATE TABLE tenant_api_keys (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    name text NOT NULL,
    -- How it begins, and how it begins and ends: all that is shown of it later.
    prefix text NOT NULL,
    masked text NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz,
    deleted_at timestamptz,
    last_used_at timestamptz,
    PRIMARY KEY (tenant_id, id)
);

ALTER TABLE tenant_api_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenant_api_keys FORCE ROW LEVEL SECURITY;

GRANT SELECT, INSERT, UPDATE (deleted_at) ON tenant_api_keys TO tenantry_tenant;
CREATE POLICY tenant ON tenant_api_keys TO tenantry_tenant
    USING (tenant_id = NULLIF(current_setting('tenantry.tenant_id', true), '')::uuid);

-- What was deleted is over: nobody makes it work again.
CREATE POLICY final ON tenant_api_keys AS RESTRICTIVE FOR UPDATE TO tenantry_tenant
    USING (true) WITH CHECK (deleted_at IS NOT NULL);
CREATE POLICY final ON api_keys AS RESTRICTIVE FOR UPDATE TO tenantry_tenant
    USING (true) WITH CHECK (deleted_at IS NOT NULL);

GRANT SELECT (tenant_id, id, prefix, created_at, expires_at, deleted_at) ON tenant_api_keys TO tenantry_directory;
CREATE POLICY directory ON tenant_api_keys FOR SELECT TO tenantry_directory USING (true);

-- When each was used is written for all tenants at once; nothing else of a key is in reach.
GRANT SELECT (tenant_id, id, last_used_at), UPDATE (last_used_at) ON tenant_api_keys TO tenantry_system;
CREATE POLICY system ON tenant_api_keys FOR SELECT TO tenantry_system USING (true);
CREATE POLICY usage ON tenant_api_keys FOR UPDATE TO tenantry_system USING (true);

ALTER TABLE credentials
    DROP CONSTRAINT credentials_kind_and_owner,
    ADD CONSTRAINT credentials_kind_and_owner CHECK (
        CASE kind
            WHEN 'api_key' THEN tenant_id IS NOT NULL AND user_id IS NULL
            WHEN 'personal_access_token' THEN tenant_id IS NOT NULL AND user_id IS NOT NULL
            WHEN 'tenant_api_key' THEN tenant_id IS NOT NULL AND user_id IS NULL
            WHEN 'refresh_token' THEN tenant_id IS NULL AND user_id IS NOT NULL
            WHEN 'service_credential' THEN tenant_id IS NULL AND user_id IS NULL
            ELSE false
        END
    );
