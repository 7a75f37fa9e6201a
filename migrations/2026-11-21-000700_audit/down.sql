DROP TABLE audit_events;
DROP FUNCTION uuid_v7;
