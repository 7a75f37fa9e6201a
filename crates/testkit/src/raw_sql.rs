//! Plain SQL, past everything that the service does.

use tokio_postgres::{Client, NoTls, SimpleQueryMessage};

/// A client as the login that the address names.
pub(crate) async fn connect(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls)
        .await
        .unwrap_or_else(|error| panic!("the test's database can't be reached: {error:?}"));
    tokio::spawn(connection);
    client
}

/// Runs statements and returns the first column of what they answer; what is null is empty.
pub(crate) async fn first_column(client: &Client, statements: &str) -> Vec<String> {
    let answer = client
        .simple_query(statements)
        .await
        .unwrap_or_else(|error| panic!("{statements}: {error:?}"));
    answer
        .iter()
        .filter_map(|message| match message {
            SimpleQueryMessage::Row(row) => Some(row.get(0).unwrap_or_default().to_owned()),
            _ => None,
        })
        .collect()
}

/// Runs statements that must fail, and returns in which words they do.
pub(crate) async fn refusal(client: &Client, statements: &str) -> String {
    match client.simple_query(statements).await {
        Ok(_) => panic!("{statements}: this should have been refused"),
        Err(error) => format!("{error:?}"),
    }
}
