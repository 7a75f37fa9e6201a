//! Text with bounds: names and descriptions that were checked once and need no second look.

/// Why a text is refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum TextError {
    /// Its length, in Unicode code points, is out of bounds.
    #[error("must be {least} to {most} characters long")]
    Length {
        /// The fewest code points.
        least: usize,
        /// The most code points.
        most: usize,
    },
    /// It consists of white space alone.
    #[error("must not be blank")]
    Blank,
    /// It holds a control character, which no name needs and some stores can't keep.
    #[error("must not contain control characters")]
    Control,
}

/// Which characters beside the printable ones a text may have.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lines {
    One,
    Many,
}

pub(crate) fn check(text: &str, least: usize, most: usize, lines: Lines) -> Result<(), TextError> {
    let length = text.chars().count();
    if length < least || length > most {
        return Err(TextError::Length { least, most });
    }
    let welcome = |c: char| {
        let breaks_lines = matches!(c, '\n' | '\r' | '\t');
        !(c.is_control() || turns_text_round(c)) || (lines == Lines::Many && breaks_lines)
    };
    if !text.chars().all(welcome) {
        return Err(TextError::Control);
    }
    if least > 0 && text.chars().all(|c| c.is_whitespace() || is_invisible(c)) {
        return Err(TextError::Blank);
    }
    Ok(())
}

/// Whether a character makes what follows read in another order (UAX #9 §2), by which a name can be made to look like another.
const fn turns_text_round(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Whether a character shows nothing. Some languages need such between others.
const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{00AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}')
}

macro_rules! text {
    ($(#[$meta:meta])* $name:ident, $least:literal ..= $most:literal, $lines:ident) => {
        $(#[$meta])*
        #[derive(Clone, PartialEq, Eq, Debug)]
        pub struct $name(String);

        impl $name {
            /// Takes a text that keeps to the bounds.
            pub fn new(text: impl Into<String>) -> Result<Self, $crate::text::TextError> {
                let text = text.into();
                $crate::text::check(&text, $least, $most, $crate::text::Lines::$lines)?;
                Ok(Self(text))
            }

            /// The text itself.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// The text itself, given away.
            pub fn into_string(self) -> String {
                self.0
            }
        }
    };
}
pub(crate) use text;

text! {
    /// What something may be described with: up to 1,000 code points, in several lines if need be.
    Description, 0..=1000, Many
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> Result<(), TextError> {
        check(text, 1, 5, Lines::One)
    }

    #[test]
    fn length_counts_code_points_not_bytes() {
        assert_eq!(name("ÄÖÜéß"), Ok(()));
        assert_eq!(name("abcdef"), Err(TextError::Length { least: 1, most: 5 }));
        assert_eq!(name(""), Err(TextError::Length { least: 1, most: 5 }));
    }

    #[test]
    fn a_name_is_neither_blank_nor_broken_by_control_characters() {
        assert_eq!(name("  "), Err(TextError::Blank));
        assert_eq!(name("a\0b"), Err(TextError::Control));
        assert_eq!(name("a\nb"), Err(TextError::Control));
    }

    #[test]
    fn a_name_shows_something_and_reads_in_one_direction() {
        for blank in ["\u{200B}", "\u{FEFF} ", "\u{200D}"] {
            assert_eq!(name(blank), Err(TextError::Blank), "{blank:?}");
        }
        assert_eq!(name("a\u{202E}b"), Err(TextError::Control));
        assert_eq!(name("می\u{200C}خ"), Ok(()));
    }

    #[test]
    fn a_description_may_have_several_lines_or_none() {
        assert!(Description::new("one\ntwo\tthree").is_ok());
        assert!(Description::new("").is_ok());
        assert_eq!(Description::new("\0"), Err(TextError::Control));
    }
}
