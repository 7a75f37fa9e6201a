//! What is printed at the end: one table, which is Markdown too.

use crate::finding::Finding;

const COLUMNS: [&str; 5] = ["scenario", "what must hold", "seen", "bound", "holds"];

/// All findings, each with the scenario that it is from.
pub(crate) fn table(findings: &[(&'static str, Finding)]) -> String {
    let mut rows = vec![COLUMNS.map(str::to_owned)];
    let mut last = "";
    for (scenario, finding) in findings {
        let name = if last == *scenario { String::new() } else { format!("`{scenario}`") };
        last = scenario;
        let holds = match (finding.bound.as_str(), finding.holds) {
            ("–", _) => "–",
            (_, true) => "yes",
            (_, false) => "**no**",
        };
        let Finding { what, seen, bound, .. } = finding;
        rows.push([name, what.clone(), seen.clone(), bound.clone(), holds.to_owned()]);
    }
    let mut widths = [0; 5];
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.chars().count().max(*width);
        }
    }
    let line = |cells: &[String; 5]| {
        let cells = cells.iter().zip(widths).map(|(cell, width)| format!(" {cell:<width$} "));
        format!("|{}|", cells.collect::<Vec<_>>().join("|"))
    };
    let mut lines: Vec<String> = rows.iter().map(line).collect();
    lines.insert(1, format!("|{}|", widths.map(|width| "-".repeat(width + 2)).join("|")));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scenario_is_named_once_and_what_fails_stands_out() {
        let table = table(&[("a", Finding::most("b", 1, 0)), ("a", Finding::told("c", 2))]);
        let lines: Vec<&str> = table.lines().collect();
        assert_eq!(lines.len(), 4);
        assert!(lines[2].starts_with("| `a` ") && lines[2].contains("**no**"), "{table}");
        assert!(!lines[3].contains('a'), "{table}");
    }
}
