//! Signing up, and looking after one's own profile.

use std::sync::Arc;

use super::account::{NewUser, PersonName, ProfileChange, User};
use super::email::EmailAddress;
use super::error::{ProfileError, SignUpError};
use super::store::{NewReferral, UserStore};
use crate::access::{Caller, UserScope};
use crate::clock::Clock;
use crate::id::{Ids, ReferralId, UserId};
use crate::organization::{OrganizationName, ReferralCode};
use crate::password::{PasswordHasher, PasswordPolicy};
use crate::secret::{PlainSecret, SecretSource};
use crate::tenant::Founding;

/// What a person gives to sign up.
pub struct SignUp {
    /// The address to sign in with.
    pub email: EmailAddress,
    /// The password to be.
    pub password: PlainSecret,
    /// First name.
    pub first_name: PersonName,
    /// Middle name.
    pub middle_name: Option<PersonName>,
    /// Last name.
    pub last_name: PersonName,
    /// The name of an organization to found along with a tenant around it.
    pub organization_name: Option<OrganizationName>,
    /// The code of the organization that brought them.
    pub referral_code: Option<String>,
    /// The token of an invitation that they follow.
    pub invite_token: Option<String>,
}

/// Accounts.
pub struct UserService {
    users: Arc<dyn UserStore>,
    hasher: Arc<dyn PasswordHasher>,
    policy: PasswordPolicy,
    founds_organization: bool,
    secrets: Arc<dyn SecretSource>,
    ids: Arc<dyn Ids>,
    clock: Arc<dyn Clock>,
}

impl UserService {
    /// Accounts kept in `users`; with `founds_organization` everybody who signs up gets an organization named after them.
    pub fn new(
        users: Arc<dyn UserStore>,
        hasher: Arc<dyn PasswordHasher>,
        policy: PasswordPolicy,
        founds_organization: bool,
        secrets: Arc<dyn SecretSource>,
        ids: Arc<dyn Ids>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { users, hasher, policy, founds_organization, secrets, ids, clock }
    }

    /// Makes an account.
    pub async fn sign_up(&self, request: SignUp) -> Result<User, SignUpError> {
        // Nobody is invited yet, so no token can be one of an open invitation.
        if request.invite_token.is_some() {
            return Err(SignUpError::InvalidInviteToken);
        }
        self.policy.check(&request.password, &own_words(&request))?;

        let founding = self.founding(&request);
        let referral = match &request.referral_code {
            Some(code) => Some(NewReferral {
                id: ReferralId::next(&*self.ids),
                code: ReferralCode::parse(code).ok_or(SignUpError::InvalidReferralCode)?,
            }),
            None => None,
        };
        let user = NewUser {
            id: UserId::next(&*self.ids),
            email: request.email,
            first_name: request.first_name,
            middle_name: request.middle_name,
            last_name: request.last_name,
        };
        let hash = self.hasher.hash(request.password).await?;
        let scope = UserScope::of(user.id);
        Ok(self.users.register(&scope, user, hash, founding, referral, self.clock.now()).await?)
    }

    /// The caller's own account.
    pub async fn me(&self, caller: &Caller) -> Result<User, ProfileError> {
        self.users.find(&caller.own_rows()).await?.ok_or(ProfileError::Gone)
    }

    /// Changes the caller's own profile.
    pub async fn change_profile(
        &self,
        caller: &Caller,
        change: ProfileChange,
    ) -> Result<User, ProfileError> {
        self.users
            .change_profile(&caller.own_rows(), change, self.clock.now())
            .await?
            .ok_or(ProfileError::Gone)
    }

    fn founding(&self, request: &SignUp) -> Option<Founding> {
        let name = match &request.organization_name {
            Some(name) => name.clone(),
            None if self.founds_organization => {
                OrganizationName::of_person(&request.first_name, &request.last_name)
            }
            None => return None,
        };
        Some(Founding::of_organization(name, &*self.ids, &*self.secrets))
    }
}

/// What an acquaintance of the person would try.
fn own_words(request: &SignUp) -> Vec<&str> {
    let names = [Some(&request.first_name), request.middle_name.as_ref(), Some(&request.last_name)];
    let names = names.into_iter().flatten().map(PersonName::as_str);
    let organization = request.organization_name.iter().map(OrganizationName::as_str);
    std::iter::once(request.email.as_str()).chain(names).chain(organization).collect()
}
