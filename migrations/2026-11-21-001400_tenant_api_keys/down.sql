-- The forced policy binds the owner too.
ALTER TABLE credentials NO FORCE ROW LEVEL SECURITY;
DELETE FROM credentials WHERE kind = 'tenant_api_key';
ALTER TABLE credentials FORCE ROW LEVEL SECURITY;
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

DROP POLICY final ON api_keys;
DROP TABLE tenant_api_keys;
