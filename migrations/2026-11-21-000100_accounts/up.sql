-- People and their passwords. A person's own rows are theirs under the role tenantry_user; the directory reads what a login
-- is checked against.

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO tenantry_tenant, tenantry_user, tenantry_directory, tenantry_system;

CREATE TABLE users (
    id uuid PRIMARY KEY,
    email text NOT NULL,
    -- The address in lower case, by which two spellings are the same account.
    email_key text NOT NULL,
    first_name text NOT NULL,
    middle_name text,
    last_name text NOT NULL,
    phone_number text,
    status text NOT NULL DEFAULT 'active',
    email_verified_at timestamptz,
    phone_verified_at timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT users_email_key_unique UNIQUE (email_key),
    CONSTRAINT users_status_known CHECK (status IN ('active', 'suspended'))
);

-- Apart from the account, so that nobody reads a hash who only wants a name.
CREATE TABLE passwords (
    user_id uuid PRIMARY KEY REFERENCES users (id),
    hash text NOT NULL,
    changed_at timestamptz NOT NULL
);

ALTER TABLE users ENABLE ROW LEVEL SECURITY;
ALTER TABLE users FORCE ROW LEVEL SECURITY;
ALTER TABLE passwords ENABLE ROW LEVEL SECURITY;
ALTER TABLE passwords FORCE ROW LEVEL SECURITY;

GRANT SELECT, INSERT, UPDATE (first_name, middle_name, last_name, updated_at) ON users TO tenantry_user;
GRANT SELECT, INSERT, UPDATE (hash, changed_at) ON passwords TO tenantry_user;
CREATE POLICY own ON users TO tenantry_user
    USING (id = NULLIF(current_setting('tenantry.user_id', true), '')::uuid);
CREATE POLICY own ON passwords TO tenantry_user
    USING (user_id = NULLIF(current_setting('tenantry.user_id', true), '')::uuid);

GRANT SELECT (id, email, email_key, status, email_verified_at) ON users TO tenantry_directory;
GRANT SELECT (user_id, hash) ON passwords TO tenantry_directory;
CREATE POLICY directory ON users FOR SELECT TO tenantry_directory USING (true);
CREATE POLICY directory ON passwords FOR SELECT TO tenantry_directory USING (true);
