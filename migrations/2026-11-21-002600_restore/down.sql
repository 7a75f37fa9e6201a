DROP INDEX invitations_over;
DROP INDEX sessions_ended;
DROP INDEX passwords_replaced;
DROP INDEX users_suspended;
DROP INDEX users_ended;
DROP INDEX tenants_suspended;
DROP INDEX organizations_suspended;
DROP INDEX organizations_ended;
DROP INDEX projects_ended;
DROP INDEX tenant_api_keys_ended;
DROP INDEX personal_access_tokens_ended;
DROP INDEX api_keys_ended;

REVOKE SELECT (changed_at, replaced_at) ON passwords FROM tenantry_directory;
DROP TRIGGER replaced ON passwords;
DROP FUNCTION note_replaced_password();
ALTER TABLE passwords DROP COLUMN replaced_at;

DROP TRIGGER keep ON tenants;
DROP FUNCTION keep_purged_tenant();
DROP TABLE purged_tenants;
