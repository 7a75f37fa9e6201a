-- Tenants, organizations and projects for keys that are laid in by the million, with identifiers that can be computed. Nobody is
-- told of them: triggers, those of foreign keys included, are for what the service does. The rest of the script is two COPYs.
SET session_replication_role = replica;
INSERT INTO tenants (id, name, created_at, updated_at)
SELECT ('00000000-0000-7001-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'bench ' || n, now(), now()
  FROM generate_series(0, {last_tenant}) AS n;
INSERT INTO organizations (tenant_id, id, name, referral_code, created_at, updated_at)
SELECT ('00000000-0000-7001-8000-' || lpad(to_hex(n / {organizations_in_tenant}), 12, '0'))::uuid,
       ('00000000-0000-7002-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'bench ' || n, 'bench-' || n, now(), now()
  FROM generate_series(0, {last_organization}) AS n;
INSERT INTO projects (tenant_id, id, organization_id, name, name_key, created_at, updated_at)
SELECT ('00000000-0000-7001-8000-' || lpad(to_hex(n / {projects_in_organization} / {organizations_in_tenant}), 12, '0'))::uuid,
       ('00000000-0000-7003-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
       ('00000000-0000-7002-8000-' || lpad(to_hex(n / {projects_in_organization}), 12, '0'))::uuid,
       'bench ' || n, 'bench ' || n, now(), now()
  FROM generate_series(0, {last_project}) AS n;
