-- What the service does in the database to make one API key, statement by statement (`issue` in crates/postgres/src/api_key/store.rs),
-- in as many round trips: the first three statements go out together. Each client fills one project after the other.
\set n :n + 1
\set project (:turn * :clients + :client_id) * :projects_each + :n / 25
\startpipeline
BEGIN;
SET LOCAL ROLE tenantry_tenant;
SET LOCAL tenantry.tenant_id TO '{tenant}';
\endpipeline
SELECT id FROM projects WHERE tenant_id = '{tenant}' AND id = ('{synthetic}' || lpad(:project::text, 12, '0'))::uuid AND organization_id = '{organization}' AND deleted_at IS NULL LIMIT 1 FOR NO KEY UPDATE
\gset project_
SELECT count(*) FROM api_keys WHERE tenant_id = '{tenant}' AND organization_id = '{organization}' AND project_id = :project_id AND deleted_at IS NULL AND (expires_at IS NULL OR expires_at > now());
-- The identifier is of version 7, as the service's are: a random one would be dearer to index.
INSERT INTO api_keys (tenant_id, id, organization_id, project_id, name, masked, resource_type, created_by, created_at, expires_at) VALUES ('{tenant}', encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) PLACING substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6), 52, 1), 53, 1), 'hex')::uuid, '{organization}', :project_id, 'bench', 'sk-nc-AbCd...WxYz', 'inference', '{actor}', now(), NULL) RETURNING id, name, masked, resource_type, created_by, created_at, expires_at, last_used_at, request_count
\gset key_
INSERT INTO credentials (digest, kind, id, tenant_id, user_id) VALUES (sha256(uuid_send(:key_id::uuid)), 'api_key', :key_id::uuid, '{tenant}', NULL);
INSERT INTO audit_events (id, at, tenant_id, user_id, organization_id, actor_id, credential_kind, credential_id, action, outcome, target_kind, target, ip, user_agent, request_id) VALUES (uuid_v7(now()), now(), '{tenant}', '{actor}', '{organization}', '{actor}', 'session', '{actor}', 'api_key.create', 'success', 'api_key', :key_id::text, '127.0.0.1', NULL, :key_id::text);
COMMIT;
