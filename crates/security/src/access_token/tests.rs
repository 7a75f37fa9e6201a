//! Which tokens are believed: ours, in time, and none else.

use super::*;
use crate::fixtures::{KeysInMemory, START, SetClock, master_key, ring};
use jsonwebtoken::{EncodingKey, crypto};
use rstest::rstest;
use serde_json::{Value, json};
use tenantry_domain::credential::{CredentialFormat, CredentialKind};
use tenantry_domain::id::{AccessTokenId, SessionId, TenantId, UserId};
use tenantry_domain::signing_key::PublishedKeys as _;
use uuid::Uuid;

mod remembered;

const ISSUER: &str = "https://id.example";
const AUDIENCE: &str = "https://api.example";
const NOW: OffsetDateTime = START;

struct World {
    signer: AccessTokenSigner,
    keys: Arc<KeyRing>,
    store: KeysInMemory,
    clock: Arc<SetClock>,
}

async fn world() -> World {
    let clock = SetClock::at(NOW);
    let keys = ring(&master_key(), &clock);
    let store = KeysInMemory::default();
    keys.refresh(&store).await.unwrap();
    let signer = AccessTokenSigner::new(Arc::clone(&keys), ISSUER, AUDIENCE);
    World { signer, keys, store, clock }
}

impl World {
    /// A header as our tokens have it.
    fn header(&self) -> Value {
        json!({"typ": "at+jwt", "alg": "ES256", "kid": self.keys.signing_key(NOW).unwrap().id().to_string()})
    }

    /// Signs whatever it is told to with our own key, to show that each check holds by itself.
    fn signed(&self, header: &Value, claims: &Value) -> String {
        let key = &self.keys.signing_key(NOW).unwrap().signing;
        token(header, claims, |message| crypto::sign(message, key, Algorithm::ES256).unwrap())
    }

    fn believes(&self, token: &str) -> bool {
        self.signer.verify(token, NOW).is_ok()
    }
}

fn statement() -> AccessClaims {
    AccessClaims {
        id: AccessTokenId::new(Uuid::from_u128(1)),
        user: UserId::new(Uuid::from_u128(2)),
        session: SessionId::new(Uuid::from_u128(3)),
        tenant: Some(TenantId::new(Uuid::from_u128(4))),
        issued_at: NOW,
        expires_at: NOW + Duration::minutes(10),
    }
}

fn claims() -> Value {
    json!({
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": Uuid::from_u128(2).to_string(),
        "client_id": "tenantry",
        "sid": Uuid::from_u128(3).to_string(),
        "tid": Uuid::from_u128(4).to_string(),
        "jti": Uuid::from_u128(1).to_string(),
        "iat": NOW.unix_timestamp(),
        "exp": NOW.unix_timestamp() + 600,
    })
}

/// A copy in which one member has another value, or is gone.
fn with(object: &Value, member: &str, value: Option<Value>) -> Value {
    let mut copy = object.clone();
    let members = copy.as_object_mut().unwrap();
    match value {
        Some(value) => members.insert(member.to_owned(), value),
        None => members.remove(member),
    };
    copy
}

fn token(header: &Value, claims: &Value, sign: impl Fn(&[u8]) -> String) -> String {
    let [header, claims] = [header, claims].map(|part| URL_SAFE_NO_PAD.encode(part.to_string()));
    let message = format!("{header}.{claims}");
    format!("{message}.{}", sign(message.as_bytes()))
}

fn part(token: &str, index: usize) -> Value {
    let part = token.split('.').nth(index).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

#[tokio::test]
async fn what_was_signed_is_read_back() {
    let world = world().await;
    for tenant in [statement().tenant, None] {
        let stated = AccessClaims { tenant, ..statement() };
        let token = world.signer.sign(&stated).unwrap();
        assert_eq!(world.signer.verify(token.expose(), NOW), Ok(stated));
    }
}

#[tokio::test]
async fn a_token_says_what_the_contract_says() {
    let world = world().await;
    let token = world.signer.sign(&statement()).unwrap();
    assert_eq!(part(token.expose(), 0), world.header());
    assert_eq!(part(token.expose(), 1), claims());
}

#[tokio::test]
async fn without_a_tenant_there_is_no_claim_of_one() {
    let world = world().await;
    let token = world.signer.sign(&AccessClaims { tenant: None, ..statement() }).unwrap();
    assert_eq!(part(token.expose(), 1), with(&claims(), "tid", None));
}

#[tokio::test]
async fn parts_of_a_second_are_left_out() {
    let world = world().await;
    let late = Duration::milliseconds(750);
    let uneven = AccessClaims {
        issued_at: statement().issued_at + late,
        expires_at: statement().expires_at + late,
        ..statement()
    };
    let token = world.signer.sign(&uneven).unwrap();
    assert_eq!(world.signer.verify(token.expose(), NOW), Ok(statement()));
}

#[tokio::test]
async fn anybody_can_check_a_token_with_the_published_key() {
    let world = world().await;
    let token = world.signer.sign(&statement()).unwrap();
    let [published] = world.keys.published()[..] else { panic!("there is not one key") };
    let [x, y] = [published.x, published.y].map(|coordinate| URL_SAFE_NO_PAD.encode(coordinate));
    let key = jsonwebtoken::DecodingKey::from_ec_components(&x, &y).unwrap();
    let (message, signature) = token.expose().rsplit_once('.').unwrap();
    assert!(crypto::verify(signature, message.as_bytes(), &key, Algorithm::ES256).unwrap());
}

#[tokio::test]
async fn a_ring_without_keys_signs_nothing() {
    let keys = ring(&master_key(), &SetClock::at(NOW));
    let signer = AccessTokenSigner::new(keys, ISSUER, AUDIENCE);
    assert!(signer.sign(&statement()).is_err());
}

#[rstest]
#[case::plain("at+jwt")]
#[case::another_case("AT+JWT")]
#[case::in_full("application/at+jwt")]
#[case::in_full_and_another_case("Application/At+Jwt")]
#[tokio::test]
async fn the_type_of_an_access_token_may_be_spelt_in_several_ways(#[case] typ: &str) {
    let world = world().await;
    let header = with(&world.header(), "typ", Some(json!(typ)));
    assert!(world.believes(&world.signed(&header, &claims())));
}

#[rstest]
#[case::another_type("typ", Some(json!("JWT")))]
#[case::an_identity_token("typ", Some(json!("id+jwt")))]
#[case::another_kind_of_media("typ", Some(json!("text/at+jwt")))]
#[case::no_type("typ", None)]
#[case::no_algorithm("alg", None)]
#[case::none("alg", Some(json!("none")))]
#[case::none_in_another_case("alg", Some(json!("nOnE")))]
#[case::a_shared_secret("alg", Some(json!("HS256")))]
#[case::another_curve("alg", Some(json!("ES384")))]
#[case::no_key("kid", None)]
#[case::a_foreign_key("kid", Some(json!(Uuid::from_u128(99).to_string())))]
#[case::a_path_for_a_key("kid", Some(json!("../../dev/null")))]
#[case::an_address_of_keys("jku", Some(json!("https://evil.example/jwks.json")))]
#[case::a_key_of_its_own("jwk", Some(json!({"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"})))]
#[case::an_address_of_certificates("x5u", Some(json!("https://evil.example/cert.pem")))]
#[case::certificates_of_its_own("x5c", Some(json!(["MIIB"])))]
#[case::a_demand("crit", Some(json!(["exp"])))]
#[case::an_unencoded_payload("b64", Some(json!(false)))]
#[tokio::test]
async fn a_header_that_is_not_ours_is_refused_though_our_key_signed_it(
    #[case] member: &str,
    #[case] value: Option<Value>,
) {
    let world = world().await;
    assert!(world.believes(&world.signed(&world.header(), &claims())));
    let header = with(&world.header(), member, value);
    assert!(!world.believes(&world.signed(&header, &claims())));
}

#[rstest]
#[case::another_issuer("iss", Some(json!("https://evil.example")))]
#[case::an_issuer_that_begins_alike("iss", Some(json!("https://id.example/")))]
#[case::no_issuer("iss", None)]
#[case::another_audience("aud", Some(json!("https://other.example")))]
#[case::several_audiences("aud", Some(json!([AUDIENCE, "https://other.example"])))]
#[case::no_audience("aud", None)]
#[case::no_client("client_id", None)]
#[case::expired("exp", Some(json!(NOW.unix_timestamp())))]
#[case::no_end("exp", None)]
#[case::an_end_beyond_all_time("exp", Some(json!(i64::MAX)))]
#[case::an_end_in_words("exp", Some(json!("tomorrow")))]
#[case::made_in_the_future("iat", Some(json!(NOW.unix_timestamp() + 61)))]
#[case::no_beginning("iat", None)]
#[case::no_user("sub", None)]
#[case::a_user_that_is_no_identifier("sub", Some(json!("admin")))]
#[case::no_session("sid", None)]
#[case::a_session_that_is_no_identifier("sid", Some(json!(3)))]
#[case::no_name("jti", None)]
#[case::a_name_that_is_no_identifier("jti", Some(json!("")))]
#[case::a_tenant_that_is_no_identifier("tid", Some(json!("everyone")))]
#[tokio::test]
async fn claims_that_do_not_hold_are_refused_though_our_key_signed_them(
    #[case] member: &str,
    #[case] value: Option<Value>,
) {
    let world = world().await;
    let claims = with(&claims(), member, value);
    assert!(!world.believes(&world.signed(&world.header(), &claims)));
}

#[tokio::test]
async fn the_clock_of_another_node_may_be_a_minute_ahead() {
    let world = world().await;
    let claims = with(&claims(), "iat", Some(json!(NOW.unix_timestamp() + 60)));
    assert!(world.believes(&world.signed(&world.header(), &claims)));
}

#[tokio::test]
async fn a_token_ends_on_the_second() {
    let world = world().await;
    let token = world.signer.sign(&statement()).unwrap();
    let end = statement().expires_at;
    assert!(world.signer.verify(token.expose(), end - Duration::microseconds(1)).is_ok());
    let refusal = world.signer.verify(token.expose(), end);
    assert_eq!(refusal, Err(InvalidAccessToken::Expired));
}

#[tokio::test]
async fn a_claim_that_says_two_things_is_refused() {
    let world = world().await;
    let twice = claims().to_string().replacen('{', &format!("{{\"sub\":\"{}\",", Uuid::nil()), 1);
    let header = URL_SAFE_NO_PAD.encode(world.header().to_string());
    let message = format!("{header}.{}", URL_SAFE_NO_PAD.encode(twice));
    let key = &world.keys.signing_key(NOW).unwrap().signing;
    let signature = crypto::sign(message.as_bytes(), key, Algorithm::ES256).unwrap();
    assert!(!world.believes(&format!("{message}.{signature}")));
}

#[tokio::test]
async fn an_unsigned_token_is_refused() {
    let world = world().await;
    for alg in ["none", "ES256"] {
        let header = with(&world.header(), "alg", Some(json!(alg)));
        assert!(!world.believes(&token(&header, &claims(), |_| String::new())), "{alg}");
    }
}

#[tokio::test]
async fn the_public_key_is_no_shared_secret() {
    let world = world().await;
    let public = world.store.0.lock().unwrap()[0].public.clone();
    let secret = EncodingKey::from_secret(&public);
    for alg in ["HS256", "ES256"] {
        let header = with(&world.header(), "alg", Some(json!(alg)));
        let forged = token(&header, &claims(), |message| {
            crypto::sign(message, &secret, Algorithm::HS256).unwrap()
        });
        assert!(!world.believes(&forged), "{alg}");
    }
}

#[tokio::test]
async fn a_foreign_key_under_our_name_signs_nothing() {
    let [ours, theirs] = [world().await, world().await];
    assert!(!ours.believes(&theirs.signed(&ours.header(), &claims())));
    assert!(!ours.believes(&theirs.signed(&theirs.header(), &claims())));
}

#[tokio::test]
async fn a_payload_that_was_altered_is_refused() {
    let world = world().await;
    let token = world.signer.sign(&statement()).unwrap();
    let [header, _, signature] = token.expose().split('.').collect::<Vec<_>>()[..] else {
        panic!("there are not three parts")
    };
    let claims = with(&claims(), "sub", Some(json!(Uuid::from_u128(5).to_string())));
    let payload = URL_SAFE_NO_PAD.encode(claims.to_string());
    assert!(!world.believes(&format!("{header}.{payload}.{signature}")));
}

#[tokio::test]
async fn a_signature_that_was_altered_is_refused() {
    let world = world().await;
    let token = world.signer.sign(&statement()).unwrap();
    let (message, signature) = token.expose().rsplit_once('.').unwrap();
    let mut bytes = URL_SAFE_NO_PAD.decode(signature).unwrap();
    bytes[0] ^= 1;
    assert!(!world.believes(&format!("{message}.{}", URL_SAFE_NO_PAD.encode(bytes))));
    // Nothing of zeros either, which a careless check of the curve accepts for any message.
    assert!(!world.believes(&format!("{message}.{}", URL_SAFE_NO_PAD.encode([0; 64]))));
}

#[tokio::test]
async fn what_is_no_signed_token_at_all_is_refused() {
    let world = world().await;
    let format = CredentialFormat::new("nc").unwrap();
    let refresh_token = format.mint(CredentialKind::RefreshToken, [7; 32]).secret;
    let valid = world.signer.sign(&statement()).unwrap();
    let texts = [
        "",
        ".",
        "..",
        "a.b.c",
        "....",
        refresh_token.expose(),
        &format!("{}.e30", valid.expose()),
        &format!("e30.{}", valid.expose()),
        &format!(" {}", valid.expose()),
        &format!("{}=", valid.expose()),
        &valid.expose().replacen('.', "", 1),
    ];
    for text in texts {
        assert!(!world.believes(text), "{text}");
    }
    assert!(world.believes(valid.expose()));
}

#[tokio::test]
async fn a_token_outlives_the_change_of_keys_but_not_the_belief_in_its_own() {
    let world = world().await;
    let day = Duration::DAY;
    let signed_last = NOW + 30 * day - Duration::minutes(1);
    let long = AccessClaims { issued_at: signed_last, expires_at: NOW + 60 * day, ..statement() };
    let token = world.signer.sign(&long).unwrap();

    world.clock.set(NOW + 30 * day);
    world.keys.refresh(&world.store).await.unwrap();
    let successor = world.signer.sign(&AccessClaims { issued_at: NOW + 30 * day, ..long }).unwrap();
    assert_ne!(part(successor.expose(), 0)["kid"], part(token.expose(), 0)["kid"]);
    assert!(world.signer.verify(token.expose(), NOW + 31 * day - Duration::SECOND).is_ok());
    assert!(world.signer.verify(token.expose(), NOW + 31 * day).is_err());
    assert!(world.signer.verify(successor.expose(), NOW + 31 * day).is_ok());
}
