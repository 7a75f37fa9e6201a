-- Which installation this is, for files that are kept apart from its database, and when something that was suspended was opened again, so
-- that an old file does not close it: of tenants here, of organizations and of people in the next two.

CREATE TABLE installation (
    id uuid PRIMARY KEY
);
-- It follows from when the first migration ran: a backup from before this one gets the same name again.
INSERT INTO installation (id)
SELECT encode(substring(sha256(convert_to(version || ' ' || extract(epoch FROM run_on), 'UTF8')) FROM 1 FOR 16), 'hex')::uuid
  FROM __diesel_schema_migrations
 ORDER BY version
 LIMIT 1;

ALTER TABLE installation ENABLE ROW LEVEL SECURITY;
ALTER TABLE installation FORCE ROW LEVEL SECURITY;
GRANT SELECT ON installation TO tenantry_system;
CREATE POLICY system ON installation FOR SELECT TO tenantry_system USING (true);

CREATE FUNCTION note_reactivation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.reactivated_at := CASE WHEN NEW.updated_at = OLD.updated_at THEN now() ELSE NEW.updated_at END;
    RETURN NEW;
END
$$;

ALTER TABLE tenants ADD COLUMN reactivated_at timestamptz;
GRANT SELECT (reactivated_at) ON tenants TO tenantry_directory, tenantry_system;
CREATE TRIGGER reactivated BEFORE UPDATE OF status ON tenants
    FOR EACH ROW WHEN (OLD.status = 'suspended' AND NEW.status = 'active') EXECUTE FUNCTION note_reactivation();
