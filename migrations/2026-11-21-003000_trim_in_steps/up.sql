-- The log of changes is trimmed some thousand rows at a time, which are told by their numbers.
GRANT SELECT (id) ON changes TO tenantry_system;
