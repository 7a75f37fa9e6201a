-- What is kept of the codes and links that were sent: keyed digests, one of each purpose for a person.

CREATE TABLE challenges (
    user_id uuid NOT NULL REFERENCES users (id),
    purpose text NOT NULL,
    -- Where it was sent, as addresses are compared.
    address text NOT NULL,
    digest bytea NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, purpose),
    CONSTRAINT challenges_digest_unique UNIQUE (digest),
    CONSTRAINT challenges_digest_is_sha256 CHECK (octet_length(digest) = 32),
    CONSTRAINT challenges_purpose_known CHECK (purpose IN ('email', 'phone', 'password_reset'))
);
CREATE INDEX challenges_over ON challenges (expires_at);

ALTER TABLE challenges ENABLE ROW LEVEL SECURITY;
ALTER TABLE challenges FORCE ROW LEVEL SECURITY;

GRANT SELECT, INSERT, UPDATE (address, digest, created_at, expires_at), DELETE ON challenges TO tenantry_user;
CREATE POLICY own ON challenges TO tenantry_user
    USING (user_id = NULLIF(current_setting('tenantry.user_id', true), '')::uuid);

GRANT SELECT (user_id, purpose, digest, expires_at) ON challenges TO tenantry_directory;
CREATE POLICY directory ON challenges FOR SELECT TO tenantry_directory USING (true);

-- Upkeep removes what has ended, whosever it was.
GRANT SELECT (expires_at), DELETE ON challenges TO tenantry_system;
CREATE POLICY system ON challenges TO tenantry_system USING (true);
