//! What is wrong with a credential that is not good.

/// Why a credential is not good at this moment. Whoever presents it is told nothing of this; whoever asks about it may be.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Fault {
    /// It can't be one of ours: misspelt, cut, or signed by somebody else.
    Malformed,
    /// It could be, and is not known.
    Unknown,
    /// It has ended by itself.
    Expired,
    /// Somebody ended it.
    Revoked,
    /// The account of its owner is closed.
    OwnerInactive,
    /// Its project is closed or gone.
    ProjectInactive,
    /// Its organization is closed or gone.
    OrganizationInactive,
    /// Its tenant is closed or gone.
    TenantInactive,
}

/// What became of a credential that was looked at.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Finding<T> {
    /// It is good, and this is what for.
    Good(T),
    /// It is not.
    Bad(Fault),
}

impl<T> Finding<T> {
    /// What it is good for, if it is.
    pub fn good(self) -> Option<T> {
        match self {
            Self::Good(facts) => Some(facts),
            Self::Bad(_) => None,
        }
    }

    /// The same finding, told otherwise.
    pub fn map<U>(self, tell: impl FnOnce(T) -> U) -> Finding<U> {
        match self {
            Self::Good(facts) => Finding::Good(tell(facts)),
            Self::Bad(fault) => Finding::Bad(fault),
        }
    }
}

impl<T> From<Result<T, Fault>> for Finding<T> {
    fn from(result: Result<T, Fault>) -> Self {
        match result {
            Ok(facts) => Self::Good(facts),
            Err(fault) => Self::Bad(fault),
        }
    }
}
