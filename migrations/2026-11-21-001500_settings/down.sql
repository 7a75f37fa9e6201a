REVOKE UPDATE (private_key) ON signing_keys FROM tenantry_system;
DROP TABLE tenant_settings;
