//! Everything that rests on cryptography, behind the ports of the domain: the machine's time and chance, password
//! hashes, sealed values, and the keys and signatures of access tokens.

mod access_token;
mod access_token_parts;
mod argon2id_hasher;
mod checked_tokens;
mod es256;
mod fair_queue;
mod hash_parameters;
mod hashing_pool;
mod key_ring;
mod master_key;
mod random_secrets;
mod sealing;
mod system_clock;
mod time_ordered_ids;
mod working_memory;

#[cfg(test)]
mod fixtures;

pub use access_token::AccessTokenSigner;
pub use argon2id_hasher::Argon2idHasher;
pub use fair_queue::FairQueue;
pub use hash_parameters::{HashParameters, HashParametersError};
pub use hashing_pool::{HashingPool, HashingPoolSize};
pub use key_ring::{KeyRing, KeyRingError};
pub use master_key::{MasterKey, MasterKeyError, MasterKeyId};
pub use random_secrets::RandomSecrets;
pub use sealing::Sealer;
pub use system_clock::SystemClock;
pub use time_ordered_ids::TimeOrderedIds;
