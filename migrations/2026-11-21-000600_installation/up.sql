-- What belongs to the installation itself: the keys that sign access tokens, and the record of migrations for the readiness check.

CREATE TABLE signing_keys (
    id uuid PRIMARY KEY,
    public_key bytea NOT NULL,
    -- PKCS #8, sealed under the master key.
    private_key bytea NOT NULL,
    created_at timestamptz NOT NULL,
    signs_from timestamptz NOT NULL,
    believed_until timestamptz NOT NULL
);

ALTER TABLE signing_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE signing_keys FORCE ROW LEVEL SECURITY;

GRANT SELECT, INSERT, DELETE ON signing_keys TO tenantry_system;
CREATE POLICY system ON signing_keys TO tenantry_system USING (true);

GRANT SELECT ON __diesel_schema_migrations TO tenantry_system;
