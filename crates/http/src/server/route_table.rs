//! Which methods each path knows, as the OpenAPI document says.

use utoipa::openapi::{OpenApi, PathItem};

/// The paths of the API with their methods.
pub(crate) struct RouteTable {
    prefix: String,
    routes: Vec<(String, Vec<&'static str>)>,
}

impl RouteTable {
    /// The table of this document, for an API that is served below `prefix` too.
    pub(super) fn of(document: &OpenApi, prefix: &str) -> Self {
        let routes =
            document.paths.paths.iter().map(|(path, item)| (path.clone(), methods(item))).collect();
        Self { prefix: prefix.to_owned(), routes }
    }

    /// The methods that this path knows; none if there is no such path.
    pub(super) fn methods(&self, path: &str) -> Vec<&'static str> {
        let below = path.strip_prefix(&self.prefix).filter(|below| below.starts_with('/'));
        let known = |path: &str| {
            self.routes
                .iter()
                .find(|(template, _)| matches(template, path))
                .map(|(_, methods)| methods)
        };
        known(path).or_else(|| known(below?)).cloned().unwrap_or_default()
    }

    /// A route's template without the prefix, so that an operation has one name.
    pub(super) fn template<'a>(&self, pattern: &'a str) -> &'a str {
        pattern.strip_prefix(&self.prefix).filter(|below| below.starts_with('/')).unwrap_or(pattern)
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
        assert_eq!(table("/id").template("/id/api/v1/orgs/{org_id}"), "/api/v1/orgs/{org_id}");
    }
}
