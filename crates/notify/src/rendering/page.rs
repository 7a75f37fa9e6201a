//! What every letter has around its content, and what those about an occurrence tell of it.

use tenantry_domain::notification::Occurrence;
use time::UtcOffset;
use time::macros::format_description;

use super::device;
use super::words::harmless;
use crate::brand::Brand;

/// The frame of a letter.
pub(super) struct Page<'a> {
    pub(super) subject: String,
    pub(super) greeting: String,
    pub(super) brand: &'a str,
    pub(super) color: String,
    pub(super) ink: &'static str,
    pub(super) support: Option<&'a str>,
}

impl<'a> Page<'a> {
    /// The frame for this reader.
    pub(super) fn new(subject: String, first_name: Option<&str>, brand: &'a Brand) -> Self {
        let first_name = first_name.map(harmless).filter(|name| !name.is_empty());
        Self {
            subject,
            greeting: first_name.map_or("Hello,".into(), |name| format!("Hello {name},")),
            brand: &brand.name,
            color: brand.color.to_string(),
            ink: brand.color.ink(),
            support: brand.support_address.as_ref().map(|address| address.as_str()),
        }
    }
}

/// An occurrence in words.
pub(super) struct Happened {
    pub(super) moment: String,
    pub(super) address: String,
    pub(super) device: String,
}

impl Happened {
    /// Puts it into words.
    pub(super) fn new(occurrence: &Occurrence) -> Self {
        let at = occurrence.at.to_offset(UtcOffset::UTC);
        let form =
            format_description!("[day padding:none] [month repr:long] [year], [hour]:[minute] UTC");
        let origin = &occurrence.origin;
        Self {
            // A moment with all its parts can be written in any form; should it not, its plain form is no less true.
            moment: at.format(form).unwrap_or_else(|_| at.to_string()),
            address: origin.ip.map_or_else(|| "unknown".into(), |ip| ip.to_canonical().to_string()),
            device: origin.user_agent.as_deref().map_or_else(|| "unknown".into(), device::describe),
        }
    }
}
