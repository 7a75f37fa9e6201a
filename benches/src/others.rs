//! What users would run in our place, where the figure is known for a machine like this. These were not measured in this run.

use crate::table::Table;

/// What a bare actix-web handler does there, against which the others stand.
const BARE: f64 = 88_000.0;

struct Other {
    name: &'static str,
    verifications: f64,
    logins: Option<f64>,
}

const OTHERS: [Other; 3] = [
    Other { name: "Better Auth 1.7", verifications: 1_200.0, logins: Some(20.0) },
    Other { name: "Rauthy 0.36, introspection", verifications: 6_800.0, logins: Some(40.0) },
    Other { name: "Keystone 30", verifications: 650.0, logins: None },
];

/// What is told of this service in the same terms.
#[derive(Clone, Copy, Default)]
pub(crate) struct Ours {
    pub(crate) verifications: Option<f64>,
    /// Of the bare handler beside.
    pub(crate) bare: Option<f64>,
    pub(crate) logins: Option<f64>,
}

impl Ours {
    /// What either tells.
    pub(crate) fn or(self, other: Self) -> Self {
        Self {
            verifications: self.verifications.or(other.verifications),
            bare: self.bare.or(other.bare),
            logins: self.logins.or(other.logins),
        }
    }
}

/// Them and us.
pub(crate) fn table(ours: Ours) -> String {
    let headings = ["", "verifications/s", "of a bare handler", "logins/s"];
    let mut table = Table::new(&headings);
    let whole =
        |figure: Option<f64>| figure.map_or("–".to_owned(), |figure| format!("{figure:.0}"));
    let part =
        |figure: Option<f64>| figure.map_or("–".to_owned(), |figure| format!("{figure:.3}"));
    let of_bare = ours.verifications.zip(ours.bare).map(|(ours, bare)| ours / bare);
    table.add(vec![
        "Tenantry, this run".to_owned(),
        whole(ours.verifications),
        part(of_bare),
        whole(ours.logins),
    ]);
    for other in OTHERS {
        table.add(vec![
            other.name.to_owned(),
            whole(Some(other.verifications)),
            part(Some(other.verifications / BARE)),
            whole(other.logins),
        ]);
    }
    table.text()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_stands_beside_the_bare_handler_of_its_own_machine() {
        let ours = Ours { verifications: Some(45_000.0), bare: Some(50_000.0), logins: None };
        let text = table(ours);
        let line = |name: &str| text.lines().find(|line| line.contains(name)).unwrap().to_owned();
        assert!(line("this run").contains("0.900"), "{text}");
        assert!(line("Rauthy").contains("0.077"), "{text}");
    }
}
