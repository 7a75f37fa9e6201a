-- What the credential of another service is for, beside verifying what others present.

ALTER TABLE service_credentials
    ADD COLUMN rights text[] NOT NULL DEFAULT '{}',
    ADD CONSTRAINT service_credentials_rights_known CHECK (rights <@ ARRAY['referrals']);
GRANT SELECT (rights) ON service_credentials TO tenantry_directory;
