//! Tokens whose signature was checked before: it is not checked again, and everything else is.

use super::*;

impl World {
    fn answer(&self, token: &str, now: OffsetDateTime) -> Result<AccessClaims, InvalidAccessToken> {
        self.signer.verify(token, now)
    }

    fn remembers(&self, token: &str) -> bool {
        self.signer.checked.find(&CheckedTokens::name(token)).is_some()
    }

    /// A token of ours that was believed once.
    fn believed(&self, statement: &AccessClaims) -> PlainSecret {
        let token = self.signer.sign(statement).unwrap();
        assert_eq!(self.answer(token.expose(), statement.issued_at), Ok(*statement));
        assert!(self.remembers(token.expose()));
        token
    }
}

#[tokio::test]
async fn a_token_states_the_same_every_time() {
    let world = world().await;
    let other =
        AccessClaims { session: SessionId::new(Uuid::from_u128(33)), tenant: None, ..statement() };
    let tokens = [statement(), other].map(|stated| (world.believed(&stated), stated));
    for (token, stated) in &tokens {
        assert_eq!(world.answer(token.expose(), NOW), Ok(*stated));
    }
}

#[tokio::test]
async fn a_signature_is_checked_once() {
    let world = world().await;
    // Nothing signed this: it can only be known from memory.
    let name = CheckedTokens::name("remembered");
    assert_eq!(world.answer("remembered", NOW), Err(InvalidAccessToken::Foreign));
    let key = world.keys.signing_key(NOW).unwrap().id();
    world.signer.checked.remember(name, key, statement());
    assert_eq!(world.answer("remembered", NOW), Ok(statement()));
}

#[tokio::test]
async fn a_remembered_token_ends_on_the_second_too() {
    let world = world().await;
    let (token, end) = (world.believed(&statement()), statement().expires_at);
    let last = end - Duration::microseconds(1);
    assert_eq!(world.answer(token.expose(), last), Ok(statement()));
    for late in [end, end + Duration::DAY] {
        assert_eq!(world.answer(token.expose(), late), Err(InvalidAccessToken::Expired));
    }
}

#[tokio::test]
async fn a_token_that_was_seen_after_its_end_only_has_expired_too() {
    let world = world().await;
    let token = world.signer.sign(&statement()).unwrap();
    for _ in 0..2 {
        let answer = world.answer(token.expose(), statement().expires_at);
        assert_eq!(answer, Err(InvalidAccessToken::Expired));
    }
}

#[tokio::test]
async fn a_remembered_token_is_foreign_when_its_key_is_believed_no_longer() {
    let world = world().await;
    let day = Duration::DAY;
    let long = AccessClaims { expires_at: NOW + 60 * day, ..statement() };
    let token = world.believed(&long);
    let answer = |now| world.answer(token.expose(), now);
    assert_eq!(answer(NOW + 31 * day - Duration::SECOND), Ok(long));
    assert_eq!(answer(NOW + 31 * day), Err(InvalidAccessToken::Foreign));
}

#[tokio::test]
async fn a_remembered_token_is_foreign_when_its_key_was_taken_away() {
    let world = world().await;
    let token = world.believed(&statement());
    world.keys.refresh(&KeysInMemory::default()).await.unwrap();
    assert_eq!(world.answer(token.expose(), NOW), Err(InvalidAccessToken::Foreign));
    // It is not forgotten for good: the key may be there again.
    world.keys.refresh(&world.store).await.unwrap();
    assert_eq!(world.answer(token.expose(), NOW), Ok(statement()));
}

#[tokio::test]
async fn a_token_from_the_future_is_foreign_until_its_time_has_come() {
    let world = world().await;
    let made = NOW + CLOCK_DIFFERENCE + Duration::SECOND;
    let early = AccessClaims { issued_at: made, ..statement() };
    let token = world.signer.sign(&early).unwrap();
    for _ in 0..2 {
        assert_eq!(world.answer(token.expose(), NOW), Err(InvalidAccessToken::Foreign));
    }
    assert_eq!(world.answer(token.expose(), NOW + Duration::SECOND), Ok(early));
}

#[tokio::test]
async fn what_is_made_up_is_not_remembered() {
    let [world, theirs] = [world().await, world().await];
    let valid = world.signer.sign(&statement()).unwrap();
    let (message, _) = valid.expose().rsplit_once('.').unwrap();
    let issuer = with(&claims(), "iss", Some(json!("https://evil.example")));
    let session = with(&claims(), "sid", Some(json!("none")));
    let made_up = [
        String::new(),
        "junk".to_owned(),
        "a.b.c".to_owned(),
        format!("{message}."),
        format!("{message}.{}", URL_SAFE_NO_PAD.encode([0; 64])),
        theirs.signed(&world.header(), &claims()),
        theirs.signed(&theirs.header(), &claims()),
        // Ours did sign these, and yet they are no access tokens of ours.
        world.signed(&world.header(), &issuer),
        world.signed(&world.header(), &session),
        world.signed(&with(&world.header(), "typ", Some(json!("JWT"))), &claims()),
    ];
    for token in &made_up {
        for _ in 0..2 {
            assert_eq!(world.answer(token, NOW), Err(InvalidAccessToken::Foreign), "{token}");
        }
        assert!(!world.remembers(token), "{token}");
    }
}

#[tokio::test]
async fn to_remember_a_token_is_to_believe_no_other() {
    let world = world().await;
    let token = world.believed(&statement());
    let (message, signature) = token.expose().rsplit_once('.').unwrap();
    let (header, _) = message.split_once('.').unwrap();
    let others = with(&claims(), "sub", Some(json!(Uuid::from_u128(5).to_string())));
    let payload = URL_SAFE_NO_PAD.encode(others.to_string());
    for altered in [
        format!("{header}.{payload}.{signature}"),
        format!("{message}.{signature}="),
        format!(" {message}.{signature}"),
        message.to_owned(),
    ] {
        let answer = world.answer(&altered, NOW);
        assert_eq!(answer, Err(InvalidAccessToken::Foreign), "{altered}");
    }
    assert_eq!(world.answer(token.expose(), NOW), Ok(statement()));
}
