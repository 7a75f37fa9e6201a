-- When each credential was used last is written again and again. A fifth of each page is left free for it, so that the new row lies beside
-- the old one and no index has to learn where it is: that is most of what such a write costs. Pages that are full already stay so until
-- their table is rewritten.
ALTER TABLE api_keys SET (fillfactor = 80);
ALTER TABLE personal_access_tokens SET (fillfactor = 80);
ALTER TABLE tenant_api_keys SET (fillfactor = 80);
ALTER TABLE sessions SET (fillfactor = 80);
