//! What can be read on a colour.

/// Black or white, whichever is easier to read on this colour; nothing, where it is none.
pub(super) fn ink(color: &str) -> Option<&'static str> {
    let digits = color.strip_prefix('#').filter(|digits| digits.len() == 6)?;
    if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let [_, red, green, blue] = u32::from_str_radix(digits, 16).ok()?.to_be_bytes();
    let light = 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
    // The contrast of WCAG 2.2 with white, and with black.
    Some(if 1.05 / (light + 0.05) >= (light + 0.05) / 0.05 { "#ffffff" } else { "#000000" })
}

fn linear(byte: u8) -> f64 {
    let share = f64::from(byte) / 255.0;
    if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("#000000", "#ffffff")]
    #[case("#2f5d50", "#ffffff")]
    #[case("#FFD500", "#000000")]
    #[case("#ffffff", "#000000")]
    fn the_words_on_a_button_can_be_read(#[case] color: &str, #[case] expected: &str) {
        assert_eq!(ink(color), Some(expected));
    }

    #[rstest]
    #[case("")]
    #[case("2f5d50")]
    #[case("#2f5d5")]
    #[case("#+f5d50")]
    #[case("#é5d50")]
    #[case("red;}</style>")]
    fn what_is_no_colour_is_none(#[case] color: &str) {
        assert_eq!(ink(color), None);
    }
}
