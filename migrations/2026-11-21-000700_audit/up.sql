-- The audit log: who did what, through which credential, from where. Entries are added and read, never changed.

-- A time-ordered name for something that the database makes itself (RFC 9562 §5.7): the milliseconds in front, chance behind.
CREATE FUNCTION uuid_v7(at timestamptz) RETURNS uuid LANGUAGE sql VOLATILE PARALLEL SAFE AS $$
    SELECT encode(
        set_bit(set_bit(overlay(
            uuid_send(gen_random_uuid())
            PLACING substring(int8send(floor(extract(epoch FROM at) * 1000)::bigint) FROM 3) FROM 1 FOR 6
        ), 52, 1), 53, 1),
        'hex')::uuid
$$;

-- No foreign keys: an entry outlives what it tells of.
CREATE TABLE audit_events (
    id uuid PRIMARY KEY,
    at timestamptz NOT NULL,
    -- The tenant whose log tells of it, if one does.
    tenant_id uuid,
    -- The person among whose own events it is.
    user_id uuid,
    organization_id uuid,
    actor_id uuid,
    credential_kind text,
    credential_id uuid,
    action text NOT NULL,
    outcome text NOT NULL,
    target_kind text,
    target text,
    ip inet,
    user_agent text,
    request_id text,
    CONSTRAINT audit_events_target_has_a_kind CHECK ((target_kind IS NULL) = (target IS NULL))
);
CREATE INDEX audit_events_tenant ON audit_events (tenant_id, at DESC, id DESC) WHERE tenant_id IS NOT NULL;
CREATE INDEX audit_events_user ON audit_events (user_id, at DESC, id DESC) WHERE user_id IS NOT NULL;

ALTER TABLE audit_events ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_events FORCE ROW LEVEL SECURITY;

-- Nobody may change an entry or remove one.
GRANT SELECT, INSERT ON audit_events TO tenantry_tenant;
CREATE POLICY tenant ON audit_events TO tenantry_tenant
    USING (tenant_id = NULLIF(current_setting('tenantry.tenant_id', true), '')::uuid);

-- A person tells of themselves, and no tenant that they are not in.
GRANT SELECT, INSERT ON audit_events TO tenantry_user;
CREATE POLICY own ON audit_events FOR SELECT TO tenantry_user
    USING (user_id = NULLIF(current_setting('tenantry.user_id', true), '')::uuid);
CREATE POLICY own_new ON audit_events FOR INSERT TO tenantry_user
    WITH CHECK (
        user_id = NULLIF(current_setting('tenantry.user_id', true), '')::uuid
        AND (
            tenant_id IS NULL
            OR EXISTS (SELECT 1 FROM tenant_members WHERE tenant_members.tenant_id = audit_events.tenant_id)
        )
    );

GRANT INSERT ON audit_events TO tenantry_system;
CREATE POLICY system ON audit_events FOR INSERT TO tenantry_system WITH CHECK (true);
