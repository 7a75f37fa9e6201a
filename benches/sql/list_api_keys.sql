-- What the service does in the database to list the API keys of a project, statement by statement (`list` in
-- crates/postgres/src/api_key/store.rs), in as many round trips: the first three statements go out together.
\startpipeline
BEGIN;
SET LOCAL ROLE tenantry_tenant;
SET LOCAL tenantry.tenant_id TO '{tenant}';
\endpipeline
SELECT COUNT(*) FROM api_keys WHERE tenant_id = '{tenant}' AND organization_id = '{organization}' AND project_id = '{project}' AND deleted_at IS NULL;
SELECT id, name, masked, resource_type, created_by, created_at, expires_at, last_used_at, request_count FROM api_keys WHERE tenant_id = '{tenant}' AND organization_id = '{organization}' AND project_id = '{project}' AND deleted_at IS NULL ORDER BY created_at DESC, id DESC LIMIT 20 OFFSET 0;
COMMIT;
