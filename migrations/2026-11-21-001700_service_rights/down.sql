ALTER TABLE service_credentials DROP COLUMN rights;
