//! How long things last: a whole number and a unit, as in `10m`.

use serde::{Deserialize, Serialize, Serializer};
use time::Duration;

const UNITS: [(&str, u32); 4] = [("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)];

/// A span of time from `LEAST` to `MOST` seconds.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Lifetime<const LEAST: u32, const MOST: u32>(u32);

impl<const LEAST: u32, const MOST: u32> Lifetime<LEAST, MOST> {
    /// The span.
    pub(crate) const fn duration(self) -> Duration {
        Duration::seconds(self.0 as i64)
    }
}

impl<const LEAST: u32, const MOST: u32> TryFrom<String> for Lifetime<LEAST, MOST> {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        seconds(&text).filter(|seconds| (LEAST..=MOST).contains(seconds)).map(Self).ok_or_else(|| {
            let (least, most) = (spell(LEAST), spell(MOST));
            format!(
                "must be a time from {least} to {most}, a whole number and one of the units s, m, h, d, as in \"10m\", not `{text}`"
            )
        })
    }
}

impl<const LEAST: u32, const MOST: u32> Serialize for Lifetime<LEAST, MOST> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&spell(self.0))
    }
}

fn seconds(text: &str) -> Option<u32> {
    let text = text.trim();
    let (unit, length) = UNITS.into_iter().find(|(unit, _)| text.ends_with(unit))?;
    let number = text.strip_suffix(unit)?;
    // `parse` would take a sign.
    let plain = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| number.parse::<u32>().ok()?.checked_mul(length)).flatten()
}

/// In the largest unit that leaves no rest.
fn spell(seconds: u32) -> String {
    UNITS
        .into_iter()
        .find(|(_, length)| seconds != 0 && seconds.is_multiple_of(*length))
        .map_or_else(
            || format!("{seconds}s"),
            |(unit, length)| format!("{}{unit}", seconds / length),
        )
}
