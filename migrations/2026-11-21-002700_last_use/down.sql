DROP POLICY usage ON sessions;
REVOKE SELECT (last_used_at), UPDATE (last_used_at) ON sessions FROM tenantry_directory;

ALTER TABLE service_credentials DROP COLUMN last_used_at;
