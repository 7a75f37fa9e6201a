-- The log of changes: what rights are drawn from, and that it changed, told in the transaction of the change itself. Nodes that
-- remember rights follow it. Triggers write it, so that no statement can forget to, one by hand included.

CREATE TABLE changes (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- The transaction, in which order rows become visible; that of the ids is another.
    xid bigint NOT NULL DEFAULT (pg_current_xact_id()::text::bigint),
    kind text NOT NULL,
    -- None where something new is told of.
    subject uuid,
    CONSTRAINT changes_kind_and_subject CHECK (
        CASE kind
            WHEN 'new_credential' THEN subject IS NULL
            ELSE kind IN ('tenant', 'organization', 'project', 'user', 'session', 'credential') AND subject IS NOT NULL
        END
    )
);
CREATE INDEX changes_xid ON changes (xid);

ALTER TABLE changes ENABLE ROW LEVEL SECURITY;
ALTER TABLE changes FORCE ROW LEVEL SECURITY;

-- Whoever changes something may tell of it. What is told too often only makes nodes ask once more.
GRANT INSERT ON changes TO tenantry_tenant, tenantry_user, tenantry_system;
CREATE POLICY tell ON changes FOR INSERT TO tenantry_tenant, tenantry_user, tenantry_system WITH CHECK (true);
GRANT SELECT ON changes TO tenantry_directory;
CREATE POLICY directory ON changes FOR SELECT TO tenantry_directory USING (true);
GRANT SELECT (xid), DELETE ON changes TO tenantry_system;
CREATE POLICY trim ON changes FOR SELECT TO tenantry_system USING (true);
CREATE POLICY trim_rows ON changes FOR DELETE TO tenantry_system USING (true);

-- Tells that the thing of the kind in the first argument changed whose id is in the column of the second.
CREATE FUNCTION tell_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        INSERT INTO public.changes (kind, subject) VALUES (TG_ARGV[0], (to_jsonb(OLD) ->> TG_ARGV[1])::uuid);
    ELSE
        INSERT INTO public.changes (kind, subject) VALUES (TG_ARGV[0], (to_jsonb(NEW) ->> TG_ARGV[1])::uuid);
    END IF;
    -- Only wakes; that nothing is missed does not depend on it.
    PERFORM pg_notify('tenantry_changes', '');
    RETURN NULL;
END
$$;

-- Nobody waits for what is new: whoever looked for it before has not found it, and looks again.
CREATE FUNCTION tell_new_credential() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO public.changes (kind) VALUES ('new_credential');
    RETURN NULL;
END
$$;

CREATE TRIGGER tell AFTER UPDATE OF status, deleted_at OR DELETE ON tenants
    FOR EACH ROW EXECUTE FUNCTION tell_change('tenant', 'id');
CREATE TRIGGER tell AFTER UPDATE OF status, deleted_at ON organizations
    FOR EACH ROW EXECUTE FUNCTION tell_change('organization', 'id');
CREATE TRIGGER tell AFTER UPDATE OF status, deleted_at ON projects
    FOR EACH ROW EXECUTE FUNCTION tell_change('project', 'id');
CREATE TRIGGER tell AFTER UPDATE OF status, email, deleted_at ON users
    FOR EACH ROW EXECUTE FUNCTION tell_change('user', 'id');
CREATE TRIGGER tell AFTER INSERT OR UPDATE OF role OR DELETE ON tenant_members
    FOR EACH ROW EXECUTE FUNCTION tell_change('user', 'user_id');
CREATE TRIGGER tell AFTER INSERT OR UPDATE OF role OR DELETE ON organization_members
    FOR EACH ROW EXECUTE FUNCTION tell_change('user', 'user_id');
CREATE TRIGGER tell AFTER INSERT OR UPDATE OF role OR DELETE ON project_members
    FOR EACH ROW EXECUTE FUNCTION tell_change('user', 'user_id');
CREATE TRIGGER tell AFTER UPDATE OF tenant_id, idle_expires_at, absolute_expires_at, ended_at OR DELETE ON sessions
    FOR EACH ROW EXECUTE FUNCTION tell_change('session', 'id');
CREATE TRIGGER tell AFTER UPDATE OF deleted_at, expires_at ON api_keys
    FOR EACH ROW EXECUTE FUNCTION tell_change('credential', 'id');
CREATE TRIGGER tell AFTER UPDATE OF revoked_at, expires_at ON personal_access_tokens
    FOR EACH ROW EXECUTE FUNCTION tell_change('credential', 'id');
CREATE TRIGGER tell AFTER UPDATE OF deleted_at, expires_at ON tenant_api_keys
    FOR EACH ROW EXECUTE FUNCTION tell_change('credential', 'id');
CREATE TRIGGER tell AFTER UPDATE OF revoked_at, rights OR DELETE ON service_credentials
    FOR EACH ROW EXECUTE FUNCTION tell_change('credential', 'id');
CREATE TRIGGER tell_new AFTER INSERT ON credentials
    FOR EACH ROW WHEN (NEW.kind <> 'refresh_token') EXECUTE FUNCTION tell_new_credential();
