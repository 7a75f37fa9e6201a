REVOKE SELECT (id) ON changes FROM tenantry_system;
