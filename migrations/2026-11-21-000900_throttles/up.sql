-- How often something was tried, for all nodes together. What is counted is known by a keyed digest alone.

CREATE TABLE throttles (
    key bytea PRIMARY KEY,
    count integer NOT NULL DEFAULT 0,
    since timestamptz,
    last timestamptz,
    -- How many tries are being looked at, and until when these are waited for.
    pending integer NOT NULL DEFAULT 0,
    pending_until timestamptz,
    -- When the count does not matter any more; none where it always will.
    matters_until timestamptz,
    CONSTRAINT throttles_key_is_a_digest CHECK (octet_length(key) = 32)
);
CREATE INDEX throttles_over ON throttles (matters_until);
CREATE INDEX throttles_idle ON throttles (key) WHERE count = 0;

ALTER TABLE throttles ENABLE ROW LEVEL SECURITY;
ALTER TABLE throttles FORCE ROW LEVEL SECURITY;

GRANT SELECT, INSERT (key), UPDATE (count, since, last, pending, pending_until, matters_until), DELETE
    ON throttles TO tenantry_system;
CREATE POLICY system ON throttles TO tenantry_system USING (true);
