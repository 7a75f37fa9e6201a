//! Tables for people.

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// A moment to the second, which is enough for people.
pub(super) fn moment(moment: OffsetDateTime) -> String {
    let moment = moment.truncate_to_second();
    moment.format(&Rfc3339).unwrap_or_else(|_| moment.to_string())
}

/// Columns as wide as their widest entry, two spaces apart.
pub(super) fn render<const COLUMNS: usize>(
    head: &[&str; COLUMNS],
    rows: &[[String; COLUMNS]],
) -> String {
    let head = head.map(str::to_owned);
    let lines: Vec<&[String; COLUMNS]> = std::iter::once(&head).chain(rows).collect();
    let mut widths = [0; COLUMNS];
    for line in &lines {
        for (width, entry) in widths.iter_mut().zip(line.iter()) {
            *width = entry.chars().count().max(*width);
        }
    }
    let render_line = |line: &&[String; COLUMNS]| {
        let entries: Vec<String> =
            line.iter().zip(widths).map(|(entry, width)| format!("{entry:width$}")).collect();
        entries.join("  ").trim_end().to_owned()
    };
    lines.iter().map(render_line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_is_as_wide_as_its_widest_entry() {
        let rows = [["1".into(), "gateway".into()], ["200".into(), "ü".into()]];
        assert_eq!(render(&["ID", "NAME"], &rows), "ID   NAME\n1    gateway\n200  ü");
    }

    #[test]
    fn without_rows_there_is_the_head() {
        assert_eq!(render(&["ID", "NAME"], &[]), "ID  NAME");
    }
}
