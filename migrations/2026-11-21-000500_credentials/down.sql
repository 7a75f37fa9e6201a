DROP TABLE credentials;
DROP TABLE service_credentials;
DROP TABLE api_keys;
