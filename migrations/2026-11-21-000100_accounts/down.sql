DROP TABLE passwords;
DROP TABLE users;
REVOKE USAGE ON SCHEMA public FROM tenantry_tenant, tenantry_user, tenantry_directory, tenantry_system;
