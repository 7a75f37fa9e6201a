-- What an organization may know of those whom it brought, and the credit that it gets for each.

ALTER TABLE referrals
    -- Empty once the account was deleted: nothing of the person is kept without need.
    ADD COLUMN masked_email text NOT NULL DEFAULT '',
    ADD COLUMN credit_micro_dollars bigint,
    ADD COLUMN credited_at timestamptz,
    ADD CONSTRAINT referrals_credit_is_no_debt CHECK (credit_micro_dollars >= 0),
    ADD CONSTRAINT referrals_credit_has_a_moment CHECK ((credit_micro_dollars IS NULL) = (credited_at IS NULL));

-- The forced policies bind the owner too, who would find nobody's address.
ALTER TABLE referrals NO FORCE ROW LEVEL SECURITY;
ALTER TABLE users NO FORCE ROW LEVEL SECURITY;
UPDATE referrals
   SET masked_email = CASE WHEN char_length(substring(users.email FROM '^(.*)@[^@]*$')) > 1 THEN left(users.email, 1) ELSE '' END
                   || '***@' || substring(users.email FROM '@([^@]*)$')
  FROM users
 WHERE users.id = referrals.referred_user_id AND users.deleted_at IS NULL;
ALTER TABLE users FORCE ROW LEVEL SECURITY;
ALTER TABLE referrals FORCE ROW LEVEL SECURITY;

DROP INDEX referrals_organization;
CREATE INDEX referrals_organization ON referrals (tenant_id, organization_id, created_at DESC, id DESC);
-- The service that grants a credit knows the referral alone, and not its tenant.
CREATE INDEX referrals_id ON referrals (id);

-- Whoever was referred may take back what is known of them.
GRANT SELECT (referred_user_id), UPDATE (masked_email) ON referrals TO tenantry_user;
CREATE POLICY referred ON referrals TO tenantry_user
    USING (referred_user_id = NULLIF(current_setting('tenantry.user_id', true), '')::uuid);

-- A credit is granted once, and never taken back or changed.
GRANT SELECT (tenant_id, id, organization_id, masked_email, created_at, credit_micro_dollars, credited_at),
      UPDATE (credit_micro_dollars, credited_at)
    ON referrals TO tenantry_system;
CREATE POLICY system ON referrals FOR SELECT TO tenantry_system USING (true);
CREATE POLICY credit ON referrals FOR UPDATE TO tenantry_system
    USING (credited_at IS NULL) WITH CHECK (credited_at IS NOT NULL);

-- There is no credit for what was deleted.
GRANT SELECT (id, deleted_at) ON tenants TO tenantry_system;
CREATE POLICY system ON tenants FOR SELECT TO tenantry_system USING (true);
GRANT SELECT (tenant_id, id, deleted_at) ON organizations TO tenantry_system;
CREATE POLICY system ON organizations FOR SELECT TO tenantry_system USING (true);
