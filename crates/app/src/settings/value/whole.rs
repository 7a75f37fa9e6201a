//! Whole numbers within bounds.

use std::fmt;

use serde::de::{self, Deserializer, Visitor};
use serde::{Deserialize, Serialize};

/// A whole number from `LEAST` to `MOST`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub(crate) struct Whole<const LEAST: u32, const MOST: u32>(u32);

impl<const LEAST: u32, const MOST: u32> Whole<LEAST, MOST> {
    /// The number.
    pub(crate) const fn get(self) -> u32 {
        self.0
    }

    /// The number as a count of things in memory.
    pub(crate) const fn count(self) -> usize {
        self.0 as usize
    }

    fn check<N: TryInto<u32> + fmt::Display + Copy, E: de::Error>(number: N) -> Result<Self, E> {
        number
            .try_into()
            .ok()
            .filter(|number| (LEAST..=MOST).contains(number))
            .map(Self)
            .ok_or_else(|| refuse(LEAST, MOST, number))
    }
}

fn refuse<E: de::Error>(least: u32, most: u32, given: impl fmt::Display) -> E {
    E::custom(format!("must be a whole number from {least} to {most}, not {given}"))
}

impl<'de, const LEAST: u32, const MOST: u32> Deserialize<'de> for Whole<LEAST, MOST> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(WholeVisitor)
    }
}

struct WholeVisitor<const LEAST: u32, const MOST: u32>;

impl<const LEAST: u32, const MOST: u32> Visitor<'_> for WholeVisitor<LEAST, MOST> {
    type Value = Whole<LEAST, MOST>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "a whole number from {LEAST} to {MOST}")
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Self::Value, E> {
        Whole::check(number)
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Self::Value, E> {
        Whole::check(number)
    }

    // The environment knows texts only.
    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        match text.trim().parse::<i64>() {
            Ok(number) => Whole::check(number),
            Err(_) => Err(refuse(LEAST, MOST, format!("`{text}`"))),
        }
    }
}
