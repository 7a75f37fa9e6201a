-- Organizations and projects, who is in them, and who was brought by whose referral code.

CREATE TABLE organizations (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    name text NOT NULL,
    description text,
    status text NOT NULL DEFAULT 'active',
    referral_code text NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT organizations_referral_code_unique UNIQUE (referral_code),
    CONSTRAINT organizations_status_known CHECK (status IN ('active', 'suspended'))
);
CREATE INDEX organizations_newest ON organizations (tenant_id, created_at DESC, id DESC) WHERE deleted_at IS NULL;

CREATE TABLE organization_members (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    organization_id uuid NOT NULL,
    user_id uuid NOT NULL,
    role text NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT organization_members_user_unique UNIQUE (tenant_id, organization_id, user_id),
    CONSTRAINT organization_members_role_known CHECK (role IN ('member', 'admin', 'owner')),
    FOREIGN KEY (tenant_id, organization_id) REFERENCES organizations (tenant_id, id),
    FOREIGN KEY (tenant_id, user_id) REFERENCES tenant_members (tenant_id, user_id)
);
CREATE INDEX organization_members_user ON organization_members (tenant_id, user_id);

CREATE TABLE projects (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    organization_id uuid NOT NULL,
    name text NOT NULL,
    -- The name in lower case, by which two spellings are the same name.
    name_key text NOT NULL,
    description text,
    status text NOT NULL DEFAULT 'active',
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    -- What keys and members point at: a project below its own organization.
    CONSTRAINT projects_path_unique UNIQUE (tenant_id, organization_id, id),
    CONSTRAINT projects_status_known CHECK (status IN ('active', 'suspended')),
    FOREIGN KEY (tenant_id, organization_id) REFERENCES organizations (tenant_id, id)
);
CREATE UNIQUE INDEX projects_live_name_unique ON projects (tenant_id, organization_id, name_key) WHERE deleted_at IS NULL;
CREATE INDEX projects_newest ON projects (tenant_id, organization_id, created_at DESC, id DESC) WHERE deleted_at IS NULL;

CREATE TABLE project_members (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    organization_id uuid NOT NULL,
    project_id uuid NOT NULL,
    user_id uuid NOT NULL,
    role text NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT project_members_user_unique UNIQUE (tenant_id, organization_id, project_id, user_id),
    CONSTRAINT project_members_role_known CHECK (role IN ('member', 'admin')),
    FOREIGN KEY (tenant_id, organization_id, project_id) REFERENCES projects (tenant_id, organization_id, id),
    FOREIGN KEY (tenant_id, user_id) REFERENCES tenant_members (tenant_id, user_id)
);
CREATE INDEX project_members_user ON project_members (tenant_id, user_id);

CREATE TABLE referrals (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    organization_id uuid NOT NULL,
    referred_user_id uuid NOT NULL REFERENCES users (id),
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT referrals_referred_user_unique UNIQUE (referred_user_id),
    FOREIGN KEY (tenant_id, organization_id) REFERENCES organizations (tenant_id, id)
);
CREATE INDEX referrals_organization ON referrals (tenant_id, organization_id);

ALTER TABLE organizations ENABLE ROW LEVEL SECURITY;
ALTER TABLE organizations FORCE ROW LEVEL SECURITY;
ALTER TABLE organization_members ENABLE ROW LEVEL SECURITY;
ALTER TABLE organization_members FORCE ROW LEVEL SECURITY;
ALTER TABLE projects ENABLE ROW LEVEL SECURITY;
ALTER TABLE projects FORCE ROW LEVEL SECURITY;
ALTER TABLE project_members ENABLE ROW LEVEL SECURITY;
ALTER TABLE project_members FORCE ROW LEVEL SECURITY;
ALTER TABLE referrals ENABLE ROW LEVEL SECURITY;
ALTER TABLE referrals FORCE ROW LEVEL SECURITY;

GRANT SELECT, INSERT, UPDATE (name, description, updated_at) ON organizations TO tenantry_tenant;
GRANT SELECT, INSERT, UPDATE (name, name_key, description, updated_at, deleted_at) ON projects TO tenantry_tenant;
GRANT SELECT, INSERT ON organization_members, project_members, referrals TO tenantry_tenant;
CREATE POLICY tenant ON organizations TO tenantry_tenant
    USING (tenant_id = NULLIF(current_setting('tenantry.tenant_id', true), '')::uuid);
CREATE POLICY tenant ON organization_members TO tenantry_tenant
    USING (tenant_id = NULLIF(current_setting('tenantry.tenant_id', true), '')::uuid);
CREATE POLICY tenant ON projects TO tenantry_tenant
    USING (tenant_id = NULLIF(current_setting('tenantry.tenant_id', true), '')::uuid);
CREATE POLICY tenant ON project_members TO tenantry_tenant
    USING (tenant_id = NULLIF(current_setting('tenantry.tenant_id', true), '')::uuid);
CREATE POLICY tenant ON referrals TO tenantry_tenant
    USING (tenant_id = NULLIF(current_setting('tenantry.tenant_id', true), '')::uuid);

GRANT SELECT (tenant_id, id, status, referral_code, deleted_at) ON organizations TO tenantry_directory;
GRANT SELECT (tenant_id, organization_id, user_id, role) ON organization_members TO tenantry_directory;
GRANT SELECT (tenant_id, id, organization_id, status, deleted_at) ON projects TO tenantry_directory;
GRANT SELECT (tenant_id, organization_id, project_id, user_id, role) ON project_members TO tenantry_directory;
CREATE POLICY directory ON organizations FOR SELECT TO tenantry_directory USING (true);
CREATE POLICY directory ON organization_members FOR SELECT TO tenantry_directory USING (true);
CREATE POLICY directory ON projects FOR SELECT TO tenantry_directory USING (true);
CREATE POLICY directory ON project_members FOR SELECT TO tenantry_directory USING (true);
