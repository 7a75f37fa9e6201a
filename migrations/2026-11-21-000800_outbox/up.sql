-- Messages that wait to be sent. Each is written with the change that causes it; none holds a secret.

CREATE TABLE outbox (
    id uuid PRIMARY KEY,
    kind text NOT NULL,
    channel text NOT NULL,
    recipient text NOT NULL,
    -- Whose account it concerns, where that is known. Not a foreign key: what waits holds up nothing.
    user_id uuid,
    ip inet,
    user_agent text,
    request_id text,
    created_at timestamptz NOT NULL,
    -- When it is not worth sending any more.
    expires_at timestamptz,
    attempts integer NOT NULL DEFAULT 0,
    next_attempt_at timestamptz NOT NULL,
    -- Until when a node is sending it.
    claimed_until timestamptz,
    given_up_at timestamptz,
    last_error text,
    CONSTRAINT outbox_channel_known CHECK (channel IN ('mail', 'phone'))
);
CREATE INDEX outbox_due ON outbox (next_attempt_at) WHERE given_up_at IS NULL;

ALTER TABLE outbox ENABLE ROW LEVEL SECURITY;
ALTER TABLE outbox FORCE ROW LEVEL SECURITY;

GRANT INSERT ON outbox TO tenantry_user;
CREATE POLICY own ON outbox TO tenantry_user
    USING (user_id = NULLIF(current_setting('tenantry.user_id', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE (attempts, next_attempt_at, claimed_until, given_up_at, last_error), DELETE ON outbox TO tenantry_system;
CREATE POLICY system ON outbox TO tenantry_system USING (true);
