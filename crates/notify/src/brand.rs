//! In whose name messages speak: what they call the platform, its colour, and where their links lead.

use tenantry_domain::user::EmailAddress;

/// What was given is no colour.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("must be a colour such as #1f6feb: a hash sign and six hexadecimal digits")]
pub struct InvalidBrandColor;

/// A colour as three bytes, so that nothing else gets into a style.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct BrandColor([u8; 3]);

impl BrandColor {
    /// Takes `#rrggbb`.
    pub fn new(text: &str) -> Result<Self, InvalidBrandColor> {
        let digits = text.strip_prefix('#').ok_or(InvalidBrandColor)?;
        if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(InvalidBrandColor);
        }
        let value = u32::from_str_radix(digits, 16).or(Err(InvalidBrandColor))?;
        let [_, red, green, blue] = value.to_be_bytes();
        Ok(Self([red, green, blue]))
    }

    /// Black or white, whichever is easier to read on it.
    pub(crate) fn ink(self) -> &'static str {
        let light = self.luminance();
        // The contrast of WCAG 2.2 with white and with black; they are equal at a luminance of 0.179.
        if 1.05 / (light + 0.05) >= (light + 0.05) / 0.05 { "#ffffff" } else { "#000000" }
    }

    fn luminance(self) -> f64 {
        let [red, green, blue] = self.0.map(|byte| {
            let share = f64::from(byte) / 255.0;
            if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
}

impl std::fmt::Display for BrandColor {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [red, green, blue] = self.0;
        write!(formatter, "#{red:02x}{green:02x}{blue:02x}")
    }
}

/// What the installation's owner decides about the look of its messages. Nothing in it comes from a request.
#[derive(Clone, Debug)]
pub struct Brand {
    /// What the platform is called.
    pub name: String,
    /// The colour of its buttons.
    pub color: BrandColor,
    /// Whom readers may write to.
    pub support_address: Option<EmailAddress>,
    /// The page that takes a new password; `#token=…` is put behind it.
    pub reset_password_url: String,
    /// The page that accepts an invitation; `#token=…` is put behind it.
    pub accept_invitation_url: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[test]
    fn a_colour_reads_back_as_it_was_given() {
        assert_eq!(BrandColor::new("#1F6feb").unwrap().to_string(), "#1f6feb");
    }

    #[rstest]
    #[case("")]
    #[case("1f6feb")]
    #[case("#1f6fe")]
    #[case("#1f6febb")]
    #[case("#+f6feb")]
    #[case("#1f6feg")]
    #[case("red;background:url(x)")]
    fn what_is_no_colour_is_refused(#[case] text: &str) {
        assert_eq!(BrandColor::new(text), Err(InvalidBrandColor));
    }

    #[rstest]
    #[case("#000000", "#ffffff")]
    #[case("#1f6feb", "#ffffff")]
    #[case("#ffd500", "#000000")]
    #[case("#ffffff", "#000000")]
    fn the_words_on_a_button_can_be_read(#[case] color: &str, #[case] ink: &str) {
        assert_eq!(BrandColor::new(color).unwrap().ink(), ink);
    }
}
