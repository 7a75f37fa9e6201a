//! Argon2id as it is stored, and what each comparison shows.

use super::*;
use crate::hashing_pool::HashingPoolSize;
use argon2::PasswordVerifier as _;
use argon2::password_hash::CustomizedPasswordHasher as _;
use rstest::rstest;

fn hasher() -> Argon2idHasher {
    hasher_with(HashParameters::default())
}

fn hasher_with(parameters: HashParameters) -> Argon2idHasher {
    Argon2idHasher::new(parameters, HashingPool::new(HashingPoolSize::default())).unwrap()
}

fn secret(text: &str) -> PlainSecret {
    PlainSecret::new(text)
}

/// A hash by the library's own means, as an older or another service would have left it.
fn foreign(algorithm: &str, version: u32, params: Params) -> PasswordHash {
    let made = Argon2::default()
        .hash_password_customized(b"hunter22", &[7; 16], Some(algorithm), Some(version), params)
        .unwrap();
    PasswordHash::new(made.to_string())
}

fn params(memory_kib: u32, iterations: u32, output: Option<usize>) -> Params {
    Params::new(memory_kib, iterations, 1, output).unwrap()
}

#[tokio::test]
async fn a_hash_names_its_algorithm_and_parameters_and_has_a_salt_of_16_bytes() {
    let hash = hasher().hash(secret("hunter22")).await.unwrap();
    assert!(hash.expose().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", hash.expose());
    let parsed = phc::PasswordHash::new(hash.expose()).unwrap();
    assert_eq!(parsed.salt.unwrap().len(), 16);
    assert_eq!(parsed.hash.unwrap().len(), 32);
}

#[tokio::test]
async fn the_library_itself_understands_our_hashes() {
    let hash = hasher().hash(secret("hunter22")).await.unwrap();
    assert_eq!(Argon2::default().verify_password(b"hunter22", hash.expose()), Ok(()));
    assert!(Argon2::default().verify_password(b"hunter23", hash.expose()).is_err());
}

#[tokio::test]
async fn configured_parameters_are_used() {
    let stronger = HashParameters::new(20_480, 3, 2).unwrap();
    let hash = hasher_with(stronger).hash(secret("hunter22")).await.unwrap();
    assert!(hash.expose().starts_with("$argon2id$v=19$m=20480,t=3,p=2$"), "{}", hash.expose());
}

#[tokio::test]
async fn the_same_password_never_has_the_same_hash() {
    let hasher = hasher();
    let one = hasher.hash(secret("hunter22")).await.unwrap();
    let two = hasher.hash(secret("hunter22")).await.unwrap();
    assert!(one != two);
}

#[rstest]
#[case::the_same("hunter22", Verdict::Right)]
#[case::another("hunter23", Verdict::Wrong)]
#[case::other_case("Hunter22", Verdict::Wrong)]
#[case::longer("hunter222", Verdict::Wrong)]
#[case::none_at_all("", Verdict::Wrong)]
#[tokio::test]
async fn a_password_is_compared_as_it_is(#[case] password: &str, #[case] expected: Verdict) {
    let hasher = hasher();
    let hash = hasher.hash(secret("hunter22")).await.unwrap();
    assert_eq!(hasher.verify(secret(password), Some(hash)).await.unwrap(), expected);
}

#[tokio::test]
async fn the_end_of_a_long_password_counts() {
    let hasher = hasher();
    let long = "long ".repeat(200);
    let hash = hasher.hash(secret(&format!("{long}a"))).await.unwrap();
    let verdict = hasher.verify(secret(&format!("{long}b")), Some(hash)).await.unwrap();
    assert_eq!(verdict, Verdict::Wrong);
}

#[rstest]
#[case::less_memory(foreign("argon2id", 19, params(8192, 2, None)))]
#[case::fewer_passes(foreign("argon2id", 19, params(19_456, 1, None)))]
#[case::another_variant(foreign("argon2i", 19, params(19_456, 2, None)))]
#[case::an_older_version(foreign("argon2id", 16, params(19_456, 2, None)))]
#[case::a_short_output(foreign("argon2id", 19, params(19_456, 2, Some(16))))]
#[tokio::test]
async fn a_weaker_hash_is_noticed_by_whoever_knows_the_password(#[case] weaker: PasswordHash) {
    let hasher = hasher();
    let right = hasher.verify(secret("hunter22"), Some(weaker.clone())).await.unwrap();
    assert_eq!(right, Verdict::RightButOutdated);
    assert_eq!(hasher.verify(secret("wrong"), Some(weaker)).await.unwrap(), Verdict::Wrong);
}

#[tokio::test]
async fn a_stronger_hash_than_configured_is_as_good() {
    let stronger = foreign("argon2id", 19, params(32_768, 3, None));
    let verdict = hasher().verify(secret("hunter22"), Some(stronger)).await.unwrap();
    assert_eq!(verdict, Verdict::Right);
}

#[tokio::test]
async fn without_a_hash_every_password_is_wrong() {
    let hasher = hasher();
    for password in ["", "hunter22"] {
        assert_eq!(hasher.verify(secret(password), None).await.unwrap(), Verdict::Wrong);
    }
}

#[test]
fn the_comparison_without_a_hash_costs_what_a_new_hash_costs() {
    let hasher = hasher_with(HashParameters::new(20_480, 3, 1).unwrap());
    let dummy = hasher.recipe.dummy.expose();
    assert!(dummy.starts_with("$argon2id$v=19$m=20480,t=3,p=1$"), "{dummy}");
}

#[rstest]
#[case::nothing("")]
#[case::plain_text("hunter22")]
#[case::another_algorithm(
    "$scrypt$ln=16,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E"
)]
#[case::no_output("$argon2id$v=19$m=19456,t=2,p=1$BwcHBwcHBwcHBwcHBwcHBw")]
#[tokio::test]
async fn what_is_no_hash_of_ours_fails_and_is_not_just_wrong(#[case] text: &str) {
    let result = hasher().verify(secret("hunter22"), Some(PasswordHash::new(text))).await;
    assert!(matches!(result, Err(HashingError::Failed(_))));
}
