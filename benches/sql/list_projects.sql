-- What the service does in the database to list the projects of an organization for who runs it, statement by statement
-- (`list` in crates/postgres/src/project), in as many round trips: the first three statements go out together.
\startpipeline
BEGIN;
SET LOCAL ROLE tenantry_tenant;
SET LOCAL tenantry.tenant_id TO '{tenant}';
\endpipeline
SELECT COUNT(*) FROM projects WHERE organization_id = '{organization}' AND deleted_at IS NULL;
SELECT id, organization_id, name, description, status, created_at, updated_at FROM projects WHERE organization_id = '{organization}' AND deleted_at IS NULL ORDER BY created_at DESC, id DESC LIMIT 20 OFFSET 0;
COMMIT;
