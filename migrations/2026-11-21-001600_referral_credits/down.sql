DROP POLICY system ON organizations;
REVOKE SELECT (tenant_id, id, deleted_at) ON organizations FROM tenantry_system;
DROP POLICY system ON tenants;
REVOKE SELECT (id, deleted_at) ON tenants FROM tenantry_system;

DROP POLICY credit ON referrals;
DROP POLICY system ON referrals;
REVOKE SELECT (tenant_id, id, organization_id, masked_email, created_at, credit_micro_dollars, credited_at),
       UPDATE (credit_micro_dollars, credited_at)
    ON referrals FROM tenantry_system;
DROP POLICY referred ON referrals;
REVOKE SELECT (referred_user_id), UPDATE (masked_email) ON referrals FROM tenantry_user;

DROP INDEX referrals_id;
DROP INDEX referrals_organization;
CREATE INDEX referrals_organization ON referrals (tenant_id, organization_id);
ALTER TABLE referrals DROP COLUMN masked_email, DROP COLUMN credit_micro_dollars, DROP COLUMN credited_at;
