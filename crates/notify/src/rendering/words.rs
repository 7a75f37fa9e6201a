//! Small pieces of text: names made safe to print, and times in words.

use time::Duration;

/// Longer than any name that the domain takes.
const LONGEST: usize = 100;

/// What a stranger may have chosen, fit to stand in a sentence of ours: on one line, of modest length, without signs
/// that turn the direction of writing, and without anything that mail programs would make into a link. Otherwise a name
/// such as `Win now at evil.example` would make our mail the carrier of theirs.
pub(crate) fn harmless(text: &str) -> String {
    let plain: String = text
        .chars()
        .map(|c| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c })
        .filter(|c| !matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'))
        .take(LONGEST)
        .collect();
    let words: Vec<String> = plain.split_whitespace().map(without_link).collect();
    words.join(" ")
}

/// Puts a space of no width where a link would need none at all.
fn without_link(word: &str) -> String {
    const GAP: char = '\u{200B}';
    let mut apart = String::with_capacity(word.len());
    for (start, c) in word.char_indices() {
        apart.push(c);
        let next = start + c.len_utf8();
        let (before, after) = (word.get(..start).unwrap_or(""), word.get(next..).unwrap_or(""));
        let mut coming = after.chars();
        let inside = before.ends_with(char::is_alphanumeric);
        let links = match c {
            // `evil.example`, but not `J.R.R.` nor `8.5`
            '.' => inside && coming.by_ref().take(2).filter(|c| c.is_alphabetic()).count() == 2,
            ':' => after.starts_with("//"),
            '@' => inside,
            _ => false,
        };
        if links {
            apart.push(GAP);
        }
    }
    apart
}

/// How long something is good, as people say it: never longer than it is.
pub(crate) fn in_words(duration: Duration) -> String {
    // What is good for days has lost some seconds until its mail is written, which nobody counts.
    let is_of_days = duration >= Duration::days(2) - Duration::HOUR;
    let minutes = duration.whole_minutes();
    let (number, unit) = if is_of_days {
        ((duration + Duration::HOUR).whole_days(), "day")
    } else if minutes >= 60 && minutes % 60 == 0 {
        (minutes / 60, "hour")
    } else if minutes >= 1 {
        (minutes, "minute")
    } else {
        (duration.whole_seconds().max(0), "second")
    };
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {unit}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("Ada", "Ada")]
    #[case("  Ada \r\n\t Lovelace ", "Ada Lovelace")]
    #[case("Jean-Luc O'Neill Jr.", "Jean-Luc O'Neill Jr.")]
    #[case("J.R.R. Tolkien", "J.R.R. Tolkien")]
    #[case("Müller & Söhne", "Müller & Söhne")]
    #[case("win at evil.example", "win at evil.\u{200B}example")]
    #[case("https://evil", "https:\u{200B}//evil")]
    #[case("me@evil", "me@\u{200B}evil")]
    #[case("\u{202E}gnp.exe", "gnp.\u{200B}exe")]
    fn a_name_is_shown_and_carries_nothing_else(#[case] text: &str, #[case] shown: &str) {
        assert_eq!(harmless(text), shown);
    }

    #[test]
    fn a_name_has_an_end() {
        assert_eq!(harmless(&"ä".repeat(5000)).chars().count(), LONGEST);
    }

    #[rstest]
    #[case(Duration::seconds(59), "59 seconds")]
    #[case(Duration::seconds(60), "1 minute")]
    #[case(Duration::seconds(601), "10 minutes")]
    #[case(Duration::minutes(90), "90 minutes")]
    #[case(Duration::minutes(60), "1 hour")]
    #[case(Duration::hours(24), "24 hours")]
    #[case(Duration::hours(36), "36 hours")]
    #[case(Duration::days(2), "2 days")]
    #[case(Duration::days(7), "7 days")]
    #[case(Duration::seconds(-5), "0 seconds")]
    fn durations_are_told_as_people_say_them(#[case] duration: Duration, #[case] words: &str) {
        assert_eq!(in_words(duration), words);
    }
}
