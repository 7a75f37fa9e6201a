-- What a restored backup must not bring back: found at once wherever it is kept, and kept where it left no row.

-- Tenants whose rows were taken away. A backup may have them still.
CREATE TABLE purged_tenants (
    id uuid PRIMARY KEY,
    deleted_at timestamptz NOT NULL
);

ALTER TABLE purged_tenants ENABLE ROW LEVEL SECURITY;
ALTER TABLE purged_tenants FORCE ROW LEVEL SECURITY;

GRANT INSERT ON purged_tenants TO tenantry_system;
CREATE POLICY system ON purged_tenants FOR INSERT TO tenantry_system WITH CHECK (true);
GRANT SELECT ON purged_tenants TO tenantry_directory;
CREATE POLICY directory ON purged_tenants FOR SELECT TO tenantry_directory USING (true);

CREATE FUNCTION keep_purged_tenant() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO public.purged_tenants (id, deleted_at) VALUES (OLD.id, coalesce(OLD.deleted_at, now()))
        ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;
CREATE TRIGGER keep AFTER DELETE ON tenants FOR EACH ROW EXECUTE FUNCTION keep_purged_tenant();

-- When a password took the place of another; none where it is the first.
ALTER TABLE passwords ADD COLUMN replaced_at timestamptz;
ALTER TABLE users NO FORCE ROW LEVEL SECURITY;
ALTER TABLE passwords NO FORCE ROW LEVEL SECURITY;
UPDATE passwords SET replaced_at = changed_at FROM users
 WHERE users.id = passwords.user_id AND passwords.changed_at > users.created_at;
ALTER TABLE passwords FORCE ROW LEVEL SECURITY;
ALTER TABLE users FORCE ROW LEVEL SECURITY;

CREATE FUNCTION note_replaced_password() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.replaced_at := NEW.changed_at;
    RETURN NEW;
END
$$;
CREATE TRIGGER replaced BEFORE UPDATE OF changed_at ON passwords
    FOR EACH ROW EXECUTE FUNCTION note_replaced_password();
GRANT SELECT (changed_at, replaced_at) ON passwords TO tenantry_directory;

-- Each in the order in which it is gone through.
CREATE INDEX api_keys_ended ON api_keys (tenant_id, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX personal_access_tokens_ended ON personal_access_tokens (tenant_id, id) WHERE revoked_at IS NOT NULL;
CREATE INDEX tenant_api_keys_ended ON tenant_api_keys (tenant_id, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX projects_ended ON projects (tenant_id, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX organizations_ended ON organizations (tenant_id, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX organizations_suspended ON organizations (tenant_id, id) WHERE status = 'suspended';
CREATE INDEX tenants_suspended ON tenants (id) WHERE status = 'suspended';
CREATE INDEX users_ended ON users (id) WHERE deleted_at IS NOT NULL;
CREATE INDEX users_suspended ON users (id) WHERE status = 'suspended';
CREATE INDEX passwords_replaced ON passwords (user_id) WHERE replaced_at IS NOT NULL;
CREATE INDEX sessions_ended ON sessions (absolute_expires_at, id) WHERE ended_at IS NOT NULL;
CREATE INDEX invitations_over ON invitations (expires_at, tenant_id, id)
    WHERE accepted_at IS NOT NULL OR cancelled_at IS NOT NULL;
