//! Which methods each path knows.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use utoipa::openapi::HttpMethod;

use crate::configure::{Operation, Register, operations, verifications};

/// The paths of the API with their methods.
pub(crate) struct RouteTable {
    prefix: String,
    /// Those without parameters, which need no search.
    fixed: HashMap<Arc<str>, Vec<&'static str>>,
    others: Vec<(Arc<str>, Vec<&'static str>)>,
    /// What stands for a path that there is not.
    nowhere: Arc<str>,
}

#[derive(Default)]
struct Routes(BTreeMap<String, Vec<&'static str>>);

impl Register for Routes {
    fn service<T: Operation>(&mut self, _: T) -> &mut Self {
        let methods = T::methods();
        self.0.entry(T::path()).or_default().extend(methods.iter().map(name));
        self
    }
}

impl RouteTable {
    /// The table of an API that is served below `prefix` too.
    pub(crate) fn below(prefix: &str) -> Self {
        let mut routes = Routes::default();
        operations(&mut routes);
        verifications(&mut routes, "");
        let routes = routes.0.into_iter().map(|(path, mut methods)| {
            methods.sort_by_key(|method| ORDER.iter().position(|each| each == method));
            (Arc::from(path), methods)
        });
        let (others, fixed) = routes.partition(|(path, _): &(Arc<str>, _)| path.contains('{'));
        let fixed = Vec::into_iter(fixed).collect();
        Self { prefix: prefix.to_owned(), fixed, others, nowhere: "-".into() }
    }

    /// The methods that this path knows; none if there is no such path.
    pub(super) fn methods(&self, path: &str) -> Vec<&'static str> {
        self.find(path).map(|(_, methods)| methods.clone()).unwrap_or_default()
    }

    /// The template of this path's route without the prefix, so that an operation has one name; a dash if there is no such path.
    pub(super) fn template(&self, path: &str) -> &Arc<str> {
        self.find(path).map_or(&self.nowhere, |(template, _)| template)
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

/// In which they are told to whoever tries another.
const ORDER: [&str; 8] = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "TRACE"];

const fn name(method: &HttpMethod) -> &'static str {
    match method {
        HttpMethod::Get => "GET",
        HttpMethod::Post => "POST",
        HttpMethod::Put => "PUT",
        HttpMethod::Delete => "DELETE",
        HttpMethod::Options => "OPTIONS",
        HttpMethod::Head => "HEAD",
        HttpMethod::Patch => "PATCH",
        HttpMethod::Trace => "TRACE",
    }
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
        RouteTable::below(prefix)
    }

    #[test]
    fn it_has_what_the_document_has() {
        let table = table("");
        let document = crate::openapi::document("http://localhost", "");
        let documented = serde_json::to_value(&document.paths).unwrap();
        let documented = documented.as_object().unwrap();
        assert_eq!(documented.len(), table.fixed.len() + table.others.len());
        for (path, item) in documented {
            let mut methods: Vec<_> =
                item.as_object().unwrap().keys().map(|key| key.to_uppercase()).collect();
            methods.sort_by_key(|method| ORDER.iter().position(|each| each == method));
            assert_eq!(table.methods(path), methods, "{path}");
        }
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
        assert_eq!(&**table("/id").template("/id/api/v1/orgs/abc"), "/api/v1/orgs/{org_id}");
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
