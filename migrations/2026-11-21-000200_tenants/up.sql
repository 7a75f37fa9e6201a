-- Tenants and who is in them.

CREATE TABLE tenants (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    logo text,
    status text NOT NULL DEFAULT 'active',
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted_at timestamptz,
    CONSTRAINT tenants_status_known CHECK (status IN ('active', 'suspended'))
);

CREATE TABLE tenant_members (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    user_id uuid NOT NULL REFERENCES users (id),
    role text NOT NULL,
    created_at timestamptz NOT NULL,
    -- When a session of theirs last began here: the tenant used last is where the next one begins.
    last_used_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT tenant_members_user_unique UNIQUE (tenant_id, user_id),
    CONSTRAINT tenant_members_role_known CHECK (role IN ('MEMBER', 'ADMIN', 'SUPER_ADMIN'))
);
CREATE INDEX tenant_members_user ON tenant_members (user_id);

ALTER TABLE tenants ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenants FORCE ROW LEVEL SECURITY;
ALTER TABLE tenant_members ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenant_members FORCE ROW LEVEL SECURITY;

GRANT SELECT, INSERT ON tenants, tenant_members TO tenantry_tenant;
CREATE POLICY tenant ON tenants TO tenantry_tenant
    USING (id = NULLIF(current_setting('tenantry.tenant_id', true), '')::uuid);
CREATE POLICY tenant ON tenant_members TO tenantry_tenant
    USING (tenant_id = NULLIF(current_setting('tenantry.tenant_id', true), '')::uuid);

GRANT SELECT ON tenants TO tenantry_user;
GRANT SELECT, UPDATE (last_used_at) ON tenant_members TO tenantry_user;
CREATE POLICY own ON tenant_members TO tenantry_user
    USING (user_id = NULLIF(current_setting('tenantry.user_id', true), '')::uuid);
CREATE POLICY own ON tenants FOR SELECT TO tenantry_user
    USING (EXISTS (SELECT 1 FROM tenant_members WHERE tenant_members.tenant_id = tenants.id));

GRANT SELECT (id, status, deleted_at) ON tenants TO tenantry_directory;
GRANT SELECT (tenant_id, user_id, role) ON tenant_members TO tenantry_directory;
CREATE POLICY directory ON tenants FOR SELECT TO tenantry_directory USING (true);
CREATE POLICY directory ON tenant_members FOR SELECT TO tenantry_directory USING (true);
