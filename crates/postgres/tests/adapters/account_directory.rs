//! Who has which address.

use tenantry_domain::user::{AccountDirectory as _, EmailAddress, UserStatus};
use tenantry_postgres::PostgresAccountDirectory;

use crate::support::Stage;

fn address(text: &str) -> EmailAddress {
    EmailAddress::new(text).unwrap()
}

#[tokio::test]
async fn an_account_is_found_by_its_address_in_any_case() {
    let stage = Stage::new().await;
    let user = stage.fixtures.user("ada").await;
    let directory = PostgresAccountDirectory::new(stage.database.clone());
    let account = directory.find_account(&address("ADA@Example.Com")).await.unwrap().unwrap();
    assert_eq!((account.user, account.email.as_str()), (user.id, "ada@example.com"));
    assert_eq!((account.first_name, account.status), (user.first_name, UserStatus::Active));
    assert!(!account.email_verified);
    stage.test.sql("UPDATE users SET status = 'suspended', email_verified_at = now()").await;
    let account = directory.find_account(&address("ada@example.com")).await.unwrap().unwrap();
    assert_eq!((account.status, account.email_verified), (UserStatus::Suspended, true));
    assert_eq!(directory.find_account(&address("grace@example.com")).await.unwrap(), None);
}
