//! Signing up, looking after one's own profile, and leaving.

use std::sync::Arc;

use super::account::{NewUser, PersonName, ProfileChange, User};
use super::departure::may_depart;
use super::email::EmailAddress;
use super::error::{DeleteAccountError, ProfileError, SignUpError};
use super::store::{AddressProof, Registration, UserStore};
use crate::access::{Caller, Origin, SessionCaller, Trail, UserScope};
use crate::audit::Action;
use crate::clock::Clock;
use crate::credential::{CredentialFormat, SentSecretKind};
use crate::id::{Ids, ReferralId, UserId};
use crate::invitation::Acceptance;
use crate::notification::{MessageKind, NewMessage, Recipient};
use crate::organization::{OrganizationName, ReferralCode};
use crate::password::{PasswordGate, PasswordHasher, PasswordPolicy, PasswordQueue};
use crate::referral::NewReferral;
use crate::secret::{PlainSecret, SecretSource};
use crate::tenant::Founding;
use crate::throttle::Throttle;

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
    pub invite_token: Option<PlainSecret>,
}

/// What the care for accounts is built from.
pub struct UserParts {
    /// Where they are kept.
    pub users: Arc<dyn UserStore>,
    /// What lets through who knows the password.
    pub gate: Arc<PasswordGate>,
    /// Where whoever signs up waits for their turn.
    pub queue: Arc<dyn PasswordQueue>,
    /// What hashes passwords.
    pub hasher: Arc<dyn PasswordHasher>,
    /// What they must be.
    pub policy: PasswordPolicy,
    /// Whether everybody who signs up gets an organization named after them.
    pub founds_organization: bool,
    /// What limits sign-ups.
    pub throttle: Arc<Throttle>,
    /// How links are spelt.
    pub format: CredentialFormat,
    /// Where referral codes come from, and what digests links.
    pub secrets: Arc<dyn SecretSource>,
    /// Where names come from.
    pub ids: Arc<dyn Ids>,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
}

/// Accounts.
pub struct UserService {
    parts: UserParts,
}

impl UserService {
    /// The care for accounts, built from these parts.
    pub fn new(parts: UserParts) -> Self {
        Self { parts }
    }

    /// Makes an account, and has a code sent to its address.
    pub async fn sign_up(
        &self,
        request: SignUp,
        origin: &Arc<Origin>,
    ) -> Result<User, SignUpError> {
        let acceptance = self.acceptance(&request)?;
        self.parts.policy.check(&request.password, &own_words(&request))?;

        let founding = self.founding(&request);
        let referral = match &request.referral_code {
            Some(code) => Some(NewReferral {
                id: ReferralId::next(&*self.parts.ids),
                code: ReferralCode::parse(code).ok_or(SignUpError::InvalidReferralCode)?,
                masked_email: request.email.masked(),
            }),
            None => None,
        };
        let user = NewUser {
            id: UserId::next(&*self.parts.ids),
            email: request.email,
            first_name: request.first_name,
            middle_name: request.middle_name,
            last_name: request.last_name,
        };
        let _turn = self.parts.queue.turn().await?;
        // Requests that could never succeed are no sign-ups, and leave room for others of the same network.
        self.parts.throttle.sign_up(origin).await?;
        let password = self.parts.hasher.hash(request.password).await?;
        let scope = UserScope::of(user.id, None, Trail::of_stranger(origin));
        let now = self.parts.clock.now();
        let proof = match acceptance {
            Some(acceptance) => AddressProof::Invitation(acceptance),
            None => AddressProof::Code(self.verification(&user, origin, now)),
        };
        let registration = Registration { user, password, founding, referral, proof };
        Ok(self.parts.users.register(&scope, registration, now).await?)
    }

    /// The caller's own account, also for a token of theirs.
    pub async fn me(&self, caller: &Caller) -> Result<User, ProfileError> {
        self.parts.users.find(&caller.own_account()?).await?.ok_or(ProfileError::Gone)
    }

    /// Changes the caller's own profile.
    pub async fn change_profile(
        &self,
        caller: &SessionCaller,
        change: ProfileChange,
    ) -> Result<User, ProfileError> {
        self.parts
            .users
            .change_profile(&caller.own_rows(), change, self.parts.clock.now())
            .await?
            .ok_or(ProfileError::Gone)
    }

    /// Deletes the caller's account, unless it alone runs something.
    pub async fn delete(
        &self,
        caller: &SessionCaller,
        password: PlainSecret,
    ) -> Result<(), DeleteAccountError> {
        let scope = caller.own_rows();
        let user = self.parts.users.find(&scope).await?.ok_or(DeleteAccountError::Gone)?;
        let origin = &caller.trail().origin;
        let email = user.email.as_str();
        let facts = self.parts.gate.pass(email, password, Action::UserDelete, origin).await?;
        let now = self.parts.clock.now();
        Ok(self.parts.users.delete(&scope, facts.password, &may_depart, now).await?)
    }

    fn verification(
        &self,
        user: &NewUser,
        origin: &Arc<Origin>,
        now: time::OffsetDateTime,
    ) -> NewMessage {
        let (kind, recipient) = (MessageKind::VerifyEmail, Recipient::Email(user.email.clone()));
        NewMessage::new(kind, recipient, Some(user.id), origin, &*self.parts.ids, now)
    }

    /// Whoever follows an invitation has a place to go, and needs none of their own.
    fn acceptance(&self, request: &SignUp) -> Result<Option<Acceptance>, SignUpError> {
        let Some(token) = &request.invite_token else { return Ok(None) };
        let kind = SentSecretKind::Invitation;
        let is_sound = self.parts.format.recognises_sent(kind, token.expose());
        if !is_sound || request.organization_name.is_some() {
            return Err(SignUpError::InvalidInviteToken);
        }
        let digest = kind.digest(token, &*self.parts.secrets);
        Ok(Some(Acceptance::new(digest, request.email.clone(), &*self.parts.ids)))
    }

    fn founding(&self, request: &SignUp) -> Option<Founding> {
        let name = match &request.organization_name {
            Some(name) => name.clone(),
            None if self.parts.founds_organization && request.invite_token.is_none() => {
                OrganizationName::of_person(&request.first_name, &request.last_name)
            }
            None => return None,
        };
        Some(Founding::of_organization(name, &*self.parts.ids, &*self.parts.secrets))
    }
}

/// What an acquaintance of the person would try.
fn own_words(request: &SignUp) -> Vec<&str> {
    let names = [Some(&request.first_name), request.middle_name.as_ref(), Some(&request.last_name)];
    let names = names.into_iter().flatten().map(PersonName::as_str);
    let organization = request.organization_name.iter().map(OrganizationName::as_str);
    std::iter::once(request.email.as_str()).chain(names).chain(organization).collect()
}
