-- It looks at the members.
DROP POLICY own ON tenants;
DROP TABLE tenant_members;
DROP TABLE tenants;
