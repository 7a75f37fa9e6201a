//! Examples of letters.

use mail_parser::MessageParser;
use tenantry_notify::{PREVIEWS, PreviewError, preview};

use crate::fixtures::{brand, from};

#[test]
fn there_is_an_example_of_each_letter() {
    assert_eq!(
        PREVIEWS,
        ["verify-email", "reset-password", "password-changed", "new-sign-in", "invitation"]
    );
    for name in PREVIEWS {
        let shown = preview(name, &brand(), &from()).unwrap();
        let mail = MessageParser::default().parse(&shown.eml).unwrap();
        assert!(mail.subject().unwrap().contains("Acme Cloud"));
        let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(lines(&mail.body_text(0).unwrap()), lines(&shown.text), "{name}");
        assert_eq!(lines(&mail.body_html(0).unwrap()), lines(&shown.html), "{name}");
    }
}

#[test]
fn a_letter_that_does_not_exist_has_no_example() {
    let error = preview("love", &brand(), &from()).err().unwrap();
    assert!(matches!(error, PreviewError::Unknown));
    assert!(error.to_string().contains("new-sign-in"));
}
