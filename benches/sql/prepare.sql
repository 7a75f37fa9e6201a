-- Projects for create_api_key.sql, with identifiers that pgbench can compute, and fresh statistics for everything made so far.
INSERT INTO projects (tenant_id, id, organization_id, name, name_key, created_at, updated_at) SELECT '{tenant}', ('{synthetic}' || lpad(n::text, 12, '0'))::uuid, '{organization}', 'pgbench ' || n, 'pgbench ' || n, now(), now() FROM generate_series(0, {last}) AS n;
ANALYZE;
CHECKPOINT;
