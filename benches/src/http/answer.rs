//! Answers, as far as a server that we know sends them.

use httparse::{EMPTY_HEADER, Response, Status};

use crate::failure::{Failure, Outcome, While as _};

const MOST_HEADERS: usize = 32;

/// A whole answer.
pub(crate) struct Answer<'a> {
    pub(crate) status: u16,
    /// The status line and the headers.
    pub(crate) head: &'a [u8],
    pub(crate) body: &'a [u8],
}

impl<'a> Answer<'a> {
    /// The answer in `received`, once all of it is there.
    pub(crate) fn parse(received: &'a [u8]) -> Outcome<Option<Self>> {
        let mut headers = [EMPTY_HEADER; MOST_HEADERS];
        let mut response = Response::new(&mut headers);
        let Status::Complete(begin) = response.parse(received).when("read an answer's head")?
        else {
            return Ok(None);
        };
        let length: usize = response
            .headers
            .iter()
            .find(|header| header.name.eq_ignore_ascii_case("content-length"))
            .and_then(|header| std::str::from_utf8(header.value).ok()?.parse().ok())
            .when("find an answer's Content-Length")?;
        let (head, rest) = received.split_at_checked(begin).when("split an answer")?;
        if rest.len() > length {
            return Err(Failure::new("more was answered than was asked"));
        }
        let status = response.code.when("find an answer's status")?;
        Ok((rest.len() == length).then_some(Self { status, head, body: rest }))
    }

    /// Its headers but those that every server writes itself, as `name: value`.
    pub(crate) fn own_headers(&self) -> Outcome<Vec<String>> {
        let mut headers = [EMPTY_HEADER; MOST_HEADERS];
        let mut response = Response::new(&mut headers);
        response.parse(self.head).when("read an answer's head")?;
        let own = response.headers.iter().filter(|header| {
            !["content-length", "date"].contains(&header.name.to_ascii_lowercase().as_str())
        });
        Ok(own
            .map(|header| format!("{}: {}", header.name, String::from_utf8_lossy(header.value)))
            .collect())
    }

    /// Requires a status, and tells what came in its place.
    pub(crate) fn expect(&self, status: u16) -> Outcome<()> {
        if self.status == status {
            return Ok(());
        }
        let body = String::from_utf8_lossy(self.body);
        Err(Failure::new(format!("{status} was expected, and {} answered: {body}", self.status)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nx-a: b\r\ndate: now\r\n\r\nhi";

    #[test]
    fn an_answer_is_there_only_when_all_of_it_is() {
        for end in 0..WHOLE.len() {
            assert!(Answer::parse(&WHOLE[..end]).unwrap().is_none(), "{end}");
        }
        let answer = Answer::parse(WHOLE).unwrap().unwrap();
        assert_eq!((answer.status, answer.body), (200, b"hi".as_slice()));
        assert_eq!(answer.own_headers().unwrap(), ["x-a: b"]);
    }

    #[test]
    fn what_nobody_asked_for_is_a_failure() {
        let more = [WHOLE, b"!"].concat();
        assert!(Answer::parse(&more).is_err());
    }

    #[test]
    fn another_status_than_the_expected_one_is_told_with_its_body() {
        let answer = Answer { status: 503, head: b"", body: b"gone" };
        let told = answer.expect(200).unwrap_err().to_string();
        assert!(told.contains("503") && told.contains("gone"), "{told}");
    }
}
