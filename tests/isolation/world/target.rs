//! What the names in paths and bodies stand for.

use std::collections::BTreeMap;

use crate::fixtures::never_issued;

/// What can be named.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(in crate::isolation) enum Named {
    Tenant,
    TenantMember,
    Setting,
    TenantKey,
    Session,
    Token,
    Organization,
    OrganizationMember,
    Invitation,
    /// One of the organization's, of any kind.
    Credential,
    Referral,
    Project,
    ProjectMember,
    ApiKey,
}

use Named::{
    ApiKey, Credential, Invitation, Organization, OrganizationMember, Project, ProjectMember,
    Referral, Session, Setting, Tenant, TenantKey, TenantMember, Token,
};

impl Named {
    const ALL: [Self; 14] = [
        Tenant,
        TenantMember,
        Setting,
        TenantKey,
        Session,
        Token,
        Organization,
        OrganizationMember,
        Invitation,
        Credential,
        Referral,
        Project,
        ProjectMember,
        ApiKey,
    ];

    /// What a name in braces stands for in this path.
    fn by(name: &str, path: &str) -> Self {
        match name {
            "{id}" if path.starts_with("/api/tenant-setting/") => Setting,
            "{id}" if path.starts_with("/api/tenant-api-key/") => TenantKey,
            "{id}" => TenantMember,
            "{member_id}" if path.ends_with("/resend-invitation") => Invitation,
            "{member_id}" if path.contains("{project_id}") => ProjectMember,
            "{member_id}" => OrganizationMember,
            "{session_id}" => Session,
            "{pat_id}" => Token,
            "{org_id}" => Organization,
            "{credential_id}" => Credential,
            "{referral_id}" => Referral,
            "{project_id}" => Project,
            "{api_key_id}" => ApiKey,
            other => panic!("nothing is named {other}"),
        }
    }
}

/// Something of each kind.
#[derive(Clone, Debug)]
pub(in crate::isolation) struct Target(BTreeMap<Named, String>);

impl Target {
    pub(super) fn of(ids: [(Named, String); 14]) -> Self {
        let ids = BTreeMap::from(ids);
        assert_eq!(ids.len(), Named::ALL.len(), "each is there once: {ids:?}");
        Self(ids)
    }

    pub(in crate::isolation) fn never_issued() -> Self {
        Self(Named::ALL.into_iter().map(|named| (named, never_issued())).collect())
    }

    pub(in crate::isolation) fn path(&self, template: &str) -> String {
        let mut path = template.to_owned();
        for rest in template.split('{').skip(1) {
            let name = format!("{{{}}}", rest.split('}').next().unwrap());
            path = path.replace(&name, &self.0[&Named::by(&name, template)]);
        }
        path
    }

    pub(in crate::isolation) fn body(&self, template: &str) -> String {
        let names = [
            ("{tenant_id}", Tenant),
            ("{org_id}", Organization),
            ("{member_id}", OrganizationMember),
        ];
        names
            .into_iter()
            .fold(template.to_owned(), |body, (name, named)| body.replace(name, &self.0[&named]))
    }

    pub(in crate::isolation) fn ids(&self) -> impl Iterator<Item = &str> {
        self.0.values().map(String::as_str)
    }

    /// Every path that names something of the other, below one's own or above it.
    pub(in crate::isolation) fn mixed_with(&self, other: &Self) -> Vec<Self> {
        let bit = |named: Named| match named {
            Organization => 1,
            Project => 2,
            ApiKey => 4,
            TenantMember | OrganizationMember | Invitation | ProjectMember => 8,
            Tenant | Setting | TenantKey | Session | Token | Credential | Referral => 16,
        };
        let mixed = |mask: u8| {
            let pick = |(named, own): (&Named, &String)| {
                let id = if mask & bit(*named) == 0 { own } else { &other.0[named] };
                (*named, id.clone())
            };
            Self(self.0.iter().map(pick).collect())
        };
        (1_u8..32).map(mixed).collect()
    }
}
