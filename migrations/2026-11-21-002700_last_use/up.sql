-- When sessions and service credentials were used last is kept as it is of other credentials: in batches, for all tenants at once.

ALTER TABLE service_credentials ADD COLUMN last_used_at timestamptz;
GRANT UPDATE (last_used_at) ON service_credentials TO tenantry_system;

-- Written by the role that reads sessions to tell whose a token is, and that may write nothing else anywhere. The installation's own role
-- may take sessions out of deleted tenants: with a policy to write to all of them it might move any.
GRANT SELECT (last_used_at), UPDATE (last_used_at) ON sessions TO tenantry_directory;
CREATE POLICY usage ON sessions FOR UPDATE TO tenantry_directory USING (true);
