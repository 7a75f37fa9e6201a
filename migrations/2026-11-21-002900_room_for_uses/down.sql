ALTER TABLE api_keys RESET (fillfactor);
ALTER TABLE personal_access_tokens RESET (fillfactor);
ALTER TABLE tenant_api_keys RESET (fillfactor);
ALTER TABLE sessions RESET (fillfactor);
