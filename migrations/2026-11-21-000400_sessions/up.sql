-- Sessions: where each acts, how long it lasts, and which refresh token is its current one.

CREATE TABLE sessions (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users (id),
    -- The tenant that it acts in; none for a person without one.
    tenant_id uuid REFERENCES tenants (id),
    current_digest bytea NOT NULL,
    parent_digest bytea,
    rotated_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    last_used_at timestamptz NOT NULL,
    idle_expires_at timestamptz NOT NULL,
    absolute_expires_at timestamptz NOT NULL,
    ended_at timestamptz,
    end_reason text,
    ip inet,
    user_agent text,
    CONSTRAINT sessions_end_has_a_reason CHECK ((ended_at IS NULL) = (end_reason IS NULL)),
    CONSTRAINT sessions_end_reason_known CHECK (end_reason IN ('signed_out', 'token_replayed'))
);
CREATE INDEX sessions_user ON sessions (user_id);
CREATE INDEX sessions_tenant ON sessions (tenant_id);

ALTER TABLE sessions ENABLE ROW LEVEL SECURITY;
ALTER TABLE sessions FORCE ROW LEVEL SECURITY;

-- Neither whose it is nor its last moment can be changed.
GRANT SELECT, INSERT, UPDATE (tenant_id, current_digest, parent_digest, rotated_at, last_used_at, idle_expires_at, ended_at, end_reason)
    ON sessions TO tenantry_user;
CREATE POLICY own ON sessions TO tenantry_user
    USING (user_id = NULLIF(current_setting('tenantry.user_id', true), '')::uuid);

GRANT SELECT (id, user_id, tenant_id, idle_expires_at, absolute_expires_at, ended_at) ON sessions TO tenantry_directory;
CREATE POLICY directory ON sessions FOR SELECT TO tenantry_directory USING (true);
