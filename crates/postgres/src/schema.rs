//! The tables, as `diesel print-schema` prints them. A test holds this file against the migrated database.

diesel::table! {
    api_keys (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        organization_id -> Uuid,
        project_id -> Uuid,
        name -> Text,
        masked -> Text,
        resource_type -> Text,
        created_by -> Uuid,
        created_at -> Timestamptz,
        expires_at -> Nullable<Timestamptz>,
        deleted_at -> Nullable<Timestamptz>,
        last_used_at -> Nullable<Timestamptz>,
        request_count -> Int8,
    }
}

diesel::table! {
    audit_events (id) {
        id -> Uuid,
        at -> Timestamptz,
        tenant_id -> Nullable<Uuid>,
        user_id -> Nullable<Uuid>,
        organization_id -> Nullable<Uuid>,
        actor_id -> Nullable<Uuid>,
        credential_kind -> Nullable<Text>,
        credential_id -> Nullable<Uuid>,
        action -> Text,
        outcome -> Text,
        target_kind -> Nullable<Text>,
        target -> Nullable<Text>,
        ip -> Nullable<Inet>,
        user_agent -> Nullable<Text>,
        request_id -> Nullable<Text>,
    }
}

diesel::table! {
    challenges (user_id, purpose) {
        user_id -> Uuid,
        purpose -> Text,
        address -> Text,
        digest -> Bytea,
        created_at -> Timestamptz,
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    changes (id) {
        id -> Int8,
        xid -> Int8,
        kind -> Text,
        subject -> Nullable<Uuid>,
    }
}

diesel::table! {
    credentials (digest) {
        digest -> Bytea,
        kind -> Text,
        id -> Uuid,
        tenant_id -> Nullable<Uuid>,
        user_id -> Nullable<Uuid>,
    }
}

diesel::table! {
    installation (id) {
        id -> Uuid,
    }
}

diesel::table! {
    invitations (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        organization_id -> Nullable<Uuid>,
        email -> Text,
        email_key -> Text,
        role -> Text,
        invited_by -> Uuid,
        digest -> Nullable<Bytea>,
        created_at -> Timestamptz,
        expires_at -> Timestamptz,
        accepted_at -> Nullable<Timestamptz>,
        cancelled_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    organization_members (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        organization_id -> Uuid,
        user_id -> Uuid,
        role -> Text,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    organizations (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        name -> Text,
        description -> Nullable<Text>,
        status -> Text,
        referral_code -> Text,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        deleted_at -> Nullable<Timestamptz>,
        reactivated_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    outbox (id) {
        id -> Uuid,
        kind -> Text,
        channel -> Text,
        recipient -> Text,
        user_id -> Nullable<Uuid>,
        ip -> Nullable<Inet>,
        user_agent -> Nullable<Text>,
        request_id -> Nullable<Text>,
        created_at -> Timestamptz,
        expires_at -> Nullable<Timestamptz>,
        attempts -> Int4,
        next_attempt_at -> Timestamptz,
        claimed_until -> Nullable<Timestamptz>,
        given_up_at -> Nullable<Timestamptz>,
        last_error -> Nullable<Text>,
        tenant_id -> Nullable<Uuid>,
        invitation_id -> Nullable<Uuid>,
    }
}

diesel::table! {
    passwords (user_id) {
        user_id -> Uuid,
        hash -> Text,
        changed_at -> Timestamptz,
        replaced_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    personal_access_tokens (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        organization_id -> Uuid,
        user_id -> Uuid,
        name -> Text,
        prefix -> Text,
        masked -> Text,
        created_at -> Timestamptz,
        expires_at -> Timestamptz,
        revoked_at -> Nullable<Timestamptz>,
        last_used_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    project_members (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        organization_id -> Uuid,
        project_id -> Uuid,
        user_id -> Uuid,
        role -> Text,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    projects (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        organization_id -> Uuid,
        name -> Text,
        name_key -> Text,
        description -> Nullable<Text>,
        status -> Text,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        deleted_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    purged_tenants (id) {
        id -> Uuid,
        deleted_at -> Timestamptz,
    }
}

diesel::table! {
    referrals (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        organization_id -> Uuid,
        referred_user_id -> Uuid,
        created_at -> Timestamptz,
        masked_email -> Text,
        credit_micro_dollars -> Nullable<Int8>,
        credited_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    service_credentials (id) {
        id -> Uuid,
        name -> Text,
        masked -> Text,
        created_at -> Timestamptz,
        revoked_at -> Nullable<Timestamptz>,
        rights -> Array<Nullable<Text>>,
        last_used_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    sessions (id) {
        id -> Uuid,
        user_id -> Uuid,
        tenant_id -> Nullable<Uuid>,
        current_digest -> Bytea,
        parent_digest -> Nullable<Bytea>,
        rotated_at -> Timestamptz,
        created_at -> Timestamptz,
        last_used_at -> Timestamptz,
        idle_expires_at -> Timestamptz,
        absolute_expires_at -> Timestamptz,
        ended_at -> Nullable<Timestamptz>,
        end_reason -> Nullable<Text>,
        ip -> Nullable<Inet>,
        user_agent -> Nullable<Text>,
    }
}

diesel::table! {
    signing_keys (id) {
        id -> Uuid,
        public_key -> Bytea,
        private_key -> Bytea,
        created_at -> Timestamptz,
        signs_from -> Timestamptz,
        believed_until -> Timestamptz,
    }
}

diesel::table! {
    tenant_api_keys (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        name -> Text,
        prefix -> Text,
        masked -> Text,
        created_at -> Timestamptz,
        expires_at -> Nullable<Timestamptz>,
        deleted_at -> Nullable<Timestamptz>,
        last_used_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    tenant_members (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        user_id -> Uuid,
        role -> Text,
        created_at -> Timestamptz,
        last_used_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    tenant_settings (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        name -> Text,
        value -> Nullable<Text>,
        sealed -> Nullable<Bytea>,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    tenants (id) {
        id -> Uuid,
        name -> Text,
        logo -> Nullable<Text>,
        status -> Text,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        deleted_at -> Nullable<Timestamptz>,
        reactivated_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    throttles (key) {
        key -> Bytea,
        count -> Int4,
        since -> Nullable<Timestamptz>,
        last -> Nullable<Timestamptz>,
        pending -> Int4,
        pending_until -> Nullable<Timestamptz>,
        matters_until -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    users (id) {
        id -> Uuid,
        email -> Text,
        email_key -> Text,
        first_name -> Text,
        middle_name -> Nullable<Text>,
        last_name -> Text,
        phone_number -> Nullable<Text>,
        status -> Text,
        email_verified_at -> Nullable<Timestamptz>,
        phone_verified_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        deleted_at -> Nullable<Timestamptz>,
        reactivated_at -> Nullable<Timestamptz>,
    }
}

diesel::joinable!(challenges -> users (user_id));
diesel::joinable!(invitations -> tenants (tenant_id));
diesel::joinable!(organizations -> tenants (tenant_id));
diesel::joinable!(passwords -> users (user_id));
diesel::joinable!(personal_access_tokens -> users (user_id));
diesel::joinable!(referrals -> users (referred_user_id));
diesel::joinable!(sessions -> tenants (tenant_id));
diesel::joinable!(sessions -> users (user_id));
diesel::joinable!(tenant_api_keys -> tenants (tenant_id));
diesel::joinable!(tenant_members -> tenants (tenant_id));
diesel::joinable!(tenant_members -> users (user_id));
diesel::joinable!(tenant_settings -> tenants (tenant_id));

diesel::allow_tables_to_appear_in_same_query!(
    api_keys,
    audit_events,
    challenges,
    changes,
    credentials,
    installation,
    invitations,
    organization_members,
    organizations,
    outbox,
    passwords,
    personal_access_tokens,
    project_members,
    projects,
    purged_tenants,
    referrals,
    service_credentials,
    sessions,
    signing_keys,
    tenant_api_keys,
    tenant_members,
    tenant_settings,
    tenants,
    throttles,
    users,
);
