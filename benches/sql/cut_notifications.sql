-- Takes the wake-up out of every function that tells of a change: what is left is that nodes look for themselves.
DO $do$
DECLARE
    told regprocedure;
BEGIN
    FOR told IN SELECT oid FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosrc LIKE '%pg_notify%' LOOP
        EXECUTE regexp_replace(pg_get_functiondef(told), 'PERFORM pg_notify\([^;]*;', '', 'g');
    END LOOP;
END
$do$;
