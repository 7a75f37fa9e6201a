-- Settings: what a tenant keeps for the platform's services under names of its own, the secret ones sealed under the master key.

CREATE TABLE tenant_settings (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id uuid NOT NULL,
    -- Compared and ordered byte by byte: case makes another name.
    name text COLLATE "C" NOT NULL,
    value text,
    sealed bytea,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT tenant_settings_name_unique UNIQUE (tenant_id, name),
    CONSTRAINT tenant_settings_value_is_plain_or_sealed CHECK ((value IS NULL) <> (sealed IS NULL))
);

ALTER TABLE tenant_settings ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenant_settings FORCE ROW LEVEL SECURITY;

GRANT SELECT, INSERT, UPDATE (value, sealed, updated_at), DELETE ON tenant_settings TO tenantry_tenant;
CREATE POLICY tenant ON tenant_settings TO tenantry_tenant
    USING (tenant_id = NULLIF(current_setting('tenantry.tenant_id', true), '')::uuid);

-- What is sealed is sealed again when the master key changes, for all tenants at once; what is not sealed is out of reach.
GRANT SELECT (tenant_id, id, name, sealed), UPDATE (sealed) ON tenant_settings TO tenantry_system;
CREATE POLICY sealed ON tenant_settings FOR SELECT TO tenantry_system USING (sealed IS NOT NULL);
CREATE POLICY resealing ON tenant_settings FOR UPDATE TO tenantry_system USING (sealed IS NOT NULL);
GRANT UPDATE (private_key) ON signing_keys TO tenantry_system;
