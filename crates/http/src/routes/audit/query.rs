//! Which entries to list.

use serde::Deserialize;
use tenantry_domain::audit::AuditFilter;
use tenantry_domain::id::{ActorId, OrganizationId};
use time::OffsetDateTime;
use utoipa::IntoParams;

use crate::request::{self, Fields};

/// How long the name of an action may be.
const ACTION_LENGTH: usize = 64;

/// Which entries to list; all, where nothing is given.
#[derive(Deserialize, IntoParams, Default)]
#[into_params(parameter_in = Query)]
pub(super) struct AuditQuery {
    /// Those of this person or tenant API key.
    #[param(format = "uuid")]
    actor: Option<String>,
    /// Those of this action.
    #[param(example = "session.log_in")]
    action: Option<String>,
    /// Those in this organization.
    #[param(format = "uuid")]
    org_id: Option<String>,
    /// Those of this moment and later, in RFC 3339.
    #[param(example = "2026-01-31T08:00:00Z", format = "date-time")]
    from: Option<String>,
    /// Those before this moment, in RFC 3339.
    #[param(example = "2026-02-01T00:00:00Z", format = "date-time")]
    to: Option<String>,
}

impl AuditQuery {
    /// The entries that are asked for, or complaints.
    pub(super) fn read(self, fields: &mut Fields) -> Option<AuditFilter> {
        let actor = fields.optional("actor", self.actor, |text| {
            text.parse::<ActorId>().or(Err("must be a UUID"))
        });
        let action = fields.optional("action", self.action, action);
        let organization = fields.optional("org_id", self.org_id, |text| {
            text.parse::<OrganizationId>().or(Err("must be a UUID"))
        });
        let from = fields.optional("from", self.from.as_deref(), moment);
        let to = fields.optional("to", self.to.as_deref(), moment);
        Some(AuditFilter {
            actor: actor?,
            action: action?,
            organization: organization?,
            from: from?,
            to: to?,
        })
    }
}

/// An action's name, which may be one that only older or newer builds know.
fn action(text: String) -> Result<String, &'static str> {
    let word = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
    };
    match text.split_once('.') {
        Some((thing, act)) if word(thing) && word(act) && text.len() <= ACTION_LENGTH => Ok(text),
        Some(_) | None => Err("must be the name of an action, such as session.log_in"),
    }
}

fn moment(text: &str) -> Result<OffsetDateTime, &'static str> {
    request::moment(text)
        .ok_or("must be a time in RFC 3339, such as 2026-01-31T08:00:00Z (a plus sign is written %2B here)")
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use time::macros::datetime;
    use uuid::Uuid;

    fn read(query: &str) -> Result<AuditFilter, Vec<String>> {
        let query: AuditQuery = serde_urlencoded::from_str(query).unwrap();
        let mut fields = Fields::default();
        query.read(&mut fields).ok_or_else(|| {
            let problem = fields.problem();
            problem.details().iter().map(|detail| detail.field.clone()).collect()
        })
    }

    #[test]
    fn without_parameters_all_are_listed() {
        assert_eq!(read(""), Ok(AuditFilter::default()));
    }

    #[test]
    fn every_parameter_narrows_the_list() {
        let (actor, organization) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let query = format!(
            "actor={actor}&action=session.log_in&org_id={organization}&from=2026-01-31T08:00:00Z&to=2026-01-31T10:00:00%2B01:00"
        );
        let expected = AuditFilter {
            actor: Some(ActorId::new(actor)),
            action: Some("session.log_in".to_owned()),
            organization: Some(OrganizationId::new(organization)),
            from: Some(datetime!(2026-01-31 08:00 UTC)),
            to: Some(datetime!(2026-01-31 09:00 UTC)),
        };
        assert_eq!(read(&query), Ok(expected));
    }

    #[test]
    fn an_action_of_another_build_is_a_name_too() {
        assert!(read("action=future.thing").is_ok());
    }

    #[rstest]
    #[case("actor=", "actor")]
    #[case("actor=ada", "actor")]
    #[case("actor=00000000000000000000000000000001", "actor")]
    #[case("action=", "action")]
    #[case("action=login", "action")]
    #[case("action=session.", "action")]
    #[case("action=session.log_in%00", "action")]
    #[case("org_id=1", "org_id")]
    #[case("from=yesterday", "from")]
    #[case("from=2026-01-31", "from")]
    #[case("from=2026-01-31T08:00:00", "from")]
    #[case("from=2026-02-30T08:00:00Z", "from")]
    #[case("to=2026-01-31T10:00:00+01:00", "to")]
    #[case("to=9999-12-31T23:59:59-23:00", "to")]
    fn what_is_no_value_is_told_by_its_parameter(#[case] query: &str, #[case] parameter: &str) {
        assert_eq!(read(query), Err(vec![parameter.to_owned()]));
    }

    #[test]
    fn all_that_is_wrong_is_told_at_once() {
        let told = read("actor=x&action=x&org_id=x&from=x&to=x").unwrap_err();
        assert_eq!(told, ["actor", "action", "org_id", "from", "to"]);
    }
}
