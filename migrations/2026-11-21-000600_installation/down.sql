REVOKE SELECT ON __diesel_schema_migrations FROM tenantry_system;
DROP TABLE signing_keys;
