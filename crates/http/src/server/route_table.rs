//! Which methods each path knows, as the OpenAPI document says.

use std::collections::HashMap;
use std::sync::Arc;

use utoipa::openapi::{OpenApi, PathItem};

/// The paths of the API with their methods.
pub(crate) struct RouteTable {
    prefix: String,
    /// Those without parameters, which need no search.
    fixed: HashMap<Arc<str>, Vec<&'static str>>,
    others: Vec<(Arc<str>, Vec<&'static str>)>,
    /// What stands for a path that there is not.
    nowhere: Arc<str>,
}

impl RouteTable {
    /// The table of this document, for an API that is served below `prefix` too.
    pub(super) fn of(document: &OpenApi, prefix: &str) -> Self {
        let routes = document.paths.paths.iter();
        let (others, fixed) = routes
            .map(|(path, item)| (Arc::from(path.as_str()), methods(item)))
            .partition(|(path, _): &(Arc<str>, _)| path.contains('{'));
        let fixed = Vec::into_iter(fixed).collect();
        Self { prefix: prefix.to_owned(), fixed, others, nowhere: "-".into() }
    }

    /// The methods that this path knows; none if there is no such path.
    pub(super) fn methods(&self, path: &str) -> Vec<&'static str> {
        self.find(path).map(|(_, methods)| methods.clone()).unwrap_or_default()
    }

    /// The template of this path's route without the prefix, so that an operation has one name; a dash if there is no such path.
    pub(super) fn template(&self, path: &str) -> Arc<str> {
        Arc::clone(self.find(path).map_or(&self.nowhere, |(template, _)| template))
    }

    fn find(&self, path: &str) -> Option<(&Arc<str>, &Vec<&'static str>)> {
        let below = || path.strip_prefix(&self.prefix).filter(|below| below.starts_with('/'));
        self.find_below(path).or_else(|| self.find_below(below()?))
    }

    fn find_below(&self, path: &str) -> Option<(&Arc<str>, &Vec<&'static str>)> {
        let others = || self.others.iter().find(|(template, _)| matches(template, path));
        let fixed = self.fixed.get_key_value(path);
        fixed.or_else(|| others().map(|(template, methods)| (template, methods)))
    }
}

fn methods(item: &PathItem) -> Vec<&'static str> {
    [
        ("GET", &item.get),
        ("POST", &item.post),
        ("PUT", &item.put),
        ("PATCH", &item.patch),
        ("DELETE", &item.delete),
    ]
    .into_iter()
    .filter_map(|(method, operation)| operation.as_ref().map(|_| method))
    .collect()
}

fn matches(template: &str, path: &str) -> bool {
    let (mut wanted, mut given) = (template.split('/'), path.split('/'));
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return true,
            (Some(wanted), Some(given)) if wanted == given => {}
            (Some(wanted), Some(given)) if wanted.starts_with('{') && !given.is_empty() => {}
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(prefix: &str) -> RouteTable {
        RouteTable::of(&crate::openapi::document("http://localhost", prefix), prefix)
    }

    #[test]
    fn a_path_knows_its_methods() {
        assert_eq!(table("").methods("/api/v1/orgs/abc"), ["GET", "PATCH", "DELETE"]);
        assert_eq!(table("").methods("/api/v1/orgs/abc/members"), ["GET", "POST"]);
        assert_eq!(table("").methods("/api/tenant/members/abc"), ["PATCH", "DELETE"]);
        assert_eq!(table("").methods("/api/v1/nowhere"), Vec::<&str>::new());
    }

    #[test]
    fn below_the_prefix_it_is_the_same() {
        assert_eq!(table("/id").methods("/id/api/tenant"), ["GET", "POST", "PUT", "DELETE"]);
        assert_eq!(table("/id").methods("/api/tenant"), ["GET", "POST", "PUT", "DELETE"]);
        assert_eq!(table("/id").methods("/idle/api/tenant"), Vec::<&str>::new());
        assert_eq!(&*table("/id").template("/id/api/v1/orgs/abc"), "/api/v1/orgs/{org_id}");
    }

    #[test]
    fn a_request_is_told_of_by_its_template() {
        let template = |path: &str| table("").template(path).to_string();
        assert_eq!(template("/api/v1/users/me/sessions"), "/api/v1/users/me/sessions");
        assert_eq!(
            template("/api/v1/users/me/sessions/abc"),
            "/api/v1/users/me/sessions/{session_id}"
        );
        assert_eq!(template("/api/v1/users/me/sessions/"), "-");
        assert_eq!(template("/docs/favicon.svg"), "/docs/{file}");
    }
}
