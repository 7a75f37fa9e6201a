//! Settings that are one of a few words.

/// Makes a type whose values are words, and which says which ones there are when it refuses another.
macro_rules! choice {
    ($(#[$meta:meta])* $name:ident { $($(#[$value_meta:meta])* $value:ident = $word:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, Debug, ::serde::Serialize, ::serde::Deserialize)]
        #[serde(try_from = "String", into = "&'static str")]
        pub(crate) enum $name {
            $($(#[$value_meta])* $value),+
        }

        impl TryFrom<String> for $name {
            type Error = String;

            fn try_from(text: String) -> Result<Self, String> {
                match text.as_str() {
                    $($word => Ok(Self::$value),)+
                    _ => Err(format!("must be {}, not `{text}`", [$($word),+].join(" or "))),
                }
            }
        }

        impl From<$name> for &'static str {
            fn from(value: $name) -> Self {
                match value {
                    $($name::$value => $word),+
                }
            }
        }
    };
}
pub(crate) use choice;
