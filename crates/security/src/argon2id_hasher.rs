//! Passwords by Argon2id (RFC 9106), kept as PHC strings.

use std::sync::Arc;

use argon2::password_hash::phc;
use argon2::{ARGON2ID_IDENT, Algorithm, Argon2, Params, Version};
use async_trait::async_trait;
use tenantry_domain::password::{HashingError, PasswordHash, PasswordHasher, Verdict};
use tenantry_domain::secret::PlainSecret;

use crate::hash_parameters::HashParameters;
use crate::hashing_pool::HashingPool;
use crate::working_memory::WorkingMemory;

const SALT_LENGTH: usize = 16;
const OUTPUT_LENGTH: usize = Params::DEFAULT_OUTPUT_LEN;

/// Hashes passwords in a bounded pool.
pub struct Argon2idHasher {
    pool: HashingPool,
    recipe: Arc<Recipe>,
}

struct Recipe {
    parameters: HashParameters,
    memory: WorkingMemory,
    /// What is compared with where there is no account: nobody has this password, and it costs as much as any.
    dummy: PasswordHash,
}

impl Argon2idHasher {
    /// Hashes with these parameters in this pool.
    pub fn new(parameters: HashParameters, pool: HashingPool) -> Result<Self, HashingError> {
        let params = parameters.to_argon2().map_err(failed)?;
        let memory = WorkingMemory::of_blocks(params.block_count());
        // Its output is as random as its salt, so no password is known to have it, and none need be hashed for it.
        let mut output = [0; OUTPUT_LENGTH];
        crate::random_secrets::fill(&mut output);
        let output = phc::Output::new(&output).map_err(failed)?;
        let dummy = spelt(&params, &random_salt(), output)?;
        Ok(Self { pool, recipe: Arc::new(Recipe { parameters, memory, dummy }) })
    }
}

#[async_trait]
impl PasswordHasher for Argon2idHasher {
    async fn hash(&self, password: PlainSecret) -> Result<PasswordHash, HashingError> {
        let recipe = Arc::clone(&self.recipe);
        self.pool
            .run(move || hash(password.expose().as_bytes(), recipe.parameters, &recipe.memory))
            .await?
    }

    async fn verify(
        &self,
        password: PlainSecret,
        hash: Option<PasswordHash>,
    ) -> Result<Verdict, HashingError> {
        let recipe = Arc::clone(&self.recipe);
        self.pool
            .run(move || {
                let password = password.expose().as_bytes();
                match hash {
                    Some(hash) => recipe.compare(password, &hash),
                    // Right or wrong, there is nobody who could be let in.
                    None => recipe.compare(password, &recipe.dummy).map(|_| Verdict::Wrong),
                }
            })
            .await?
    }
}

impl Recipe {
    fn compare(&self, password: &[u8], hash: &PasswordHash) -> Result<Verdict, HashingError> {
        let stored = phc::PasswordHash::new(hash.expose()).map_err(failed)?;
        let (Some(salt), Some(expected)) = (&stored.salt, &stored.hash) else {
            return Err(failed("the password hash has no salt or no output"));
        };
        let algorithm = Algorithm::try_from(stored.algorithm.as_str()).map_err(failed)?;
        let version =
            stored.version.map_or(Ok(Version::V0x10), Version::try_from).map_err(failed)?;
        let params = Params::try_from(&stored).map_err(failed)?;
        let outdated = stored.algorithm != ARGON2ID_IDENT
            || version != Version::default()
            || self.parameters.exceeds(&params)
            || salt.len() < SALT_LENGTH
            || expected.len() < OUTPUT_LENGTH;
        let argon2 = Argon2::new(algorithm, version, params);
        let computed = compute(&argon2, password, salt, expected.len(), &self.memory)?;
        // Outputs compare in constant time.
        Ok(match (computed == *expected, outdated) {
            (false, _) => Verdict::Wrong,
            (true, false) => Verdict::Right,
            (true, true) => Verdict::RightButOutdated,
        })
    }
}

fn hash(
    password: &[u8],
    parameters: HashParameters,
    memory: &WorkingMemory,
) -> Result<PasswordHash, HashingError> {
    let params = parameters.to_argon2().map_err(failed)?;
    let salt = random_salt();
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::default(), params);
    let output = compute(&argon2, password, &salt, OUTPUT_LENGTH, memory)?;
    spelt(argon2.params(), &salt, output)
}

fn random_salt() -> [u8; SALT_LENGTH] {
    let mut salt = [0; SALT_LENGTH];
    crate::random_secrets::fill(&mut salt);
    salt
}

fn spelt(params: &Params, salt: &[u8], output: phc::Output) -> Result<PasswordHash, HashingError> {
    let made = phc::PasswordHash {
        algorithm: ARGON2ID_IDENT,
        version: Some(Version::default().into()),
        params: phc::ParamsString::try_from(params).map_err(failed)?,
        salt: Some(phc::Salt::new(salt).map_err(failed)?),
        hash: Some(output),
    };
    Ok(PasswordHash::new(made.to_string()))
}

fn compute(
    argon2: &Argon2<'_>,
    password: &[u8],
    salt: &[u8],
    length: usize,
    memory: &WorkingMemory,
) -> Result<phc::Output, HashingError> {
    let mut output = vec![0; length];
    memory
        .with(argon2.params().block_count(), |blocks| {
            argon2.hash_password_into_with_memory(password, salt, &mut output, blocks)
        })
        .map_err(failed)?;
    phc::Output::new(&output).map_err(failed)
}

fn failed(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> HashingError {
    HashingError::Failed(cause.into())
}

#[cfg(test)]
mod tests;
