-- API keys, the credentials of other services, and the directory of everything that can be presented.

CREATE TABLE api_keys (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    organization_id uuid NOT NULL,
    project_id uuid NOT NULL,
    name text NOT NULL,
    masked text NOT NULL,
    resource_type text NOT NULL,
    -- Not a foreign key: the key outlives the account of who made it.
    created_by uuid NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz,
    deleted_at timestamptz,
    last_used_at timestamptz,
    request_count bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, organization_id, project_id) REFERENCES projects (tenant_id, organization_id, id)
);
CREATE INDEX api_keys_project ON api_keys (tenant_id, organization_id, project_id, created_at DESC, id DESC);

CREATE TABLE service_credentials (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    masked text NOT NULL,
    created_at timestamptz NOT NULL,
    revoked_at timestamptz
);

-- What a digest stands for, before anybody knows whose it is. Whoever makes a credential may add to it; only the directory reads it.
CREATE TABLE credentials (
    digest bytea PRIMARY KEY,
    kind text NOT NULL,
    id uuid NOT NULL,
    tenant_id uuid,
    user_id uuid,
    CONSTRAINT credentials_digest_is_sha256 CHECK (octet_length(digest) = 32),
    CONSTRAINT credentials_kind_and_owner CHECK (
        CASE kind
            WHEN 'api_key' THEN tenant_id IS NOT NULL AND user_id IS NULL
            WHEN 'refresh_token' THEN tenant_id IS NULL AND user_id IS NOT NULL
            WHEN 'service_credential' THEN tenant_id IS NULL AND user_id IS NULL
            ELSE false
        END
    )
);
CREATE INDEX credentials_owner ON credentials (id);

ALTER TABLE api_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE api_keys FORCE ROW LEVEL SECURITY;
ALTER TABLE service_credentials ENABLE ROW LEVEL SECURITY;
ALTER TABLE service_credentials FORCE ROW LEVEL SECURITY;
ALTER TABLE credentials ENABLE ROW LEVEL SECURITY;
ALTER TABLE credentials FORCE ROW LEVEL SECURITY;

GRANT SELECT, INSERT, UPDATE (deleted_at) ON api_keys TO tenantry_tenant;
GRANT INSERT ON credentials TO tenantry_tenant;
CREATE POLICY tenant ON api_keys TO tenantry_tenant
    USING (tenant_id = NULLIF(current_setting('tenantry.tenant_id', true), '')::uuid);
CREATE POLICY tenant ON credentials FOR INSERT TO tenantry_tenant
    WITH CHECK (tenant_id = NULLIF(current_setting('tenantry.tenant_id', true), '')::uuid);

GRANT INSERT ON credentials TO tenantry_user;
CREATE POLICY own ON credentials FOR INSERT TO tenantry_user
    WITH CHECK (user_id = NULLIF(current_setting('tenantry.user_id', true), '')::uuid);

GRANT SELECT ON credentials TO tenantry_directory;
GRANT SELECT (tenant_id, id, organization_id, project_id, resource_type, created_at, expires_at, deleted_at) ON api_keys TO tenantry_directory;
GRANT SELECT (id, revoked_at) ON service_credentials TO tenantry_directory;
CREATE POLICY directory ON credentials FOR SELECT TO tenantry_directory USING (true);
CREATE POLICY directory ON api_keys FOR SELECT TO tenantry_directory USING (true);
CREATE POLICY directory ON service_credentials FOR SELECT TO tenantry_directory USING (true);

GRANT INSERT ON credentials TO tenantry_system;
GRANT SELECT, INSERT, UPDATE (revoked_at) ON service_credentials TO tenantry_system;
-- How often and when each key was used is written for all tenants at once; nothing else of a key is in reach.
GRANT SELECT (tenant_id, id, last_used_at, request_count), UPDATE (last_used_at, request_count) ON api_keys TO tenantry_system;
CREATE POLICY system ON credentials FOR INSERT TO tenantry_system WITH CHECK (kind = 'service_credential');
CREATE POLICY system ON service_credentials TO tenantry_system USING (true);
CREATE POLICY system ON api_keys TO tenantry_system USING (true);
