//! How a command fails: with an error, told to a person with all its causes.

use std::error::Error;

/// What any command may fail with.
pub(crate) type Failure = Box<dyn Error + Send + Sync>;

/// The error and its causes, a line each.
pub(crate) fn explain(error: &(dyn Error + 'static)) -> String {
    format!("error: {}", words(error).join("\ncause: "))
}

/// The error and its causes in one line of the log.
pub(crate) fn in_one_line(error: &(dyn Error + 'static)) -> String {
    words(error).join(": ")
}

/// What the error and its causes say. A cause that its error has told already is left out.
fn words(error: &(dyn Error + 'static)) -> Vec<String> {
    let mut words = vec![error.to_string()];
    let mut next = error.source();
    while let Some(cause) = next {
        let text = cause.to_string();
        if !words.iter().any(|told| told.contains(&text)) {
            words.push(text);
        }
        next = cause.source();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("could not start")]
    struct Outer(#[source] Inner);

    #[derive(Debug, thiserror::Error)]
    #[error("the database does not answer: connection refused")]
    struct Inner(#[source] std::io::Error);

    #[test]
    fn every_cause_is_told_once() {
        let error = Outer(Inner(std::io::Error::other("connection refused")));
        let text =
            "error: could not start\ncause: the database does not answer: connection refused";
        assert_eq!(explain(&error), text);
        assert_eq!(
            in_one_line(&error),
            "could not start: the database does not answer: connection refused"
        );
    }
}
