-- When organizations were opened again. By itself, as who reads both takes these tables in another order.
-- Databases in which the migration before did this for all three tables at once have it already.
ALTER TABLE organizations ADD COLUMN IF NOT EXISTS reactivated_at timestamptz;
GRANT SELECT (reactivated_at) ON organizations TO tenantry_directory, tenantry_system;
CREATE OR REPLACE TRIGGER reactivated BEFORE UPDATE OF status ON organizations
    FOR EACH ROW WHEN (OLD.status = 'suspended' AND NEW.status = 'active') EXECUTE FUNCTION note_reactivation();
