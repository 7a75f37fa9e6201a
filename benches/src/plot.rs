//! Growth, drawn as SVG that is readable on light and on dark ground.

use std::fmt::Write as _;

/// What so many keys came to.
#[derive(Clone, Copy)]
pub(crate) struct Point {
    pub(crate) count: u32,
    pub(crate) per_second: f64,
    /// In seconds.
    pub(crate) p99: f64,
}

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 300.0;
const LEFT: f64 = 70.0;
const TOP: f64 = 50.0;
const PLOT_WIDTH: f64 = 250.0;
const PLOT_HEIGHT: f64 = 190.0;
/// From the left edge of one plot to that of the other.
const APART: f64 = 360.0;

const STYLE: &str = "text{font:12px system-ui,sans-serif;fill:#24292f}.title{font-weight:600}\
.grid{stroke:#d0d7de}.line{fill:none;stroke:#2f5d50;stroke-width:2}.dot{fill:#2f5d50}\
@media(prefers-color-scheme:dark){text{fill:#e6edf3}.grid{stroke:#3d444d}.line{stroke:#7fc8b2}.dot{fill:#7fc8b2}}";

/// Two plots beside each other: requests per second, and p99.
pub(crate) fn growth(points: &[Point]) -> String {
    let rates = points.iter().map(|point| (point.count, point.per_second)).collect::<Vec<_>>();
    let tails = points.iter().map(|point| (point.count, point.p99 * 1e3)).collect::<Vec<_>>();
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" \
         aria-label=\"Introspection with more and more keys\">\n<style>{STYLE}</style>\n{}{}</svg>\n",
        plot(0.0, "introspections a second, warm", &rates),
        plot(APART, "p99 in ms", &tails),
    )
}

fn plot(offset: f64, title: &str, figures: &[(u32, f64)]) -> String {
    let left = LEFT + offset;
    let greatest = figures.iter().map(|&(_, figure)| figure).fold(f64::MIN_POSITIVE, f64::max);
    let step = step(greatest);
    let top = (greatest / step).ceil() * step;
    let decades = |count: u32| f64::from(count.max(1)).log10();
    let first = figures.first().map_or(0.0, |&(count, _)| decades(count));
    let last = figures.last().map_or(1.0, |&(count, _)| decades(count)).max(first + 1.0);
    let x = |count: u32| left + (decades(count) - first) / (last - first) * PLOT_WIDTH;
    let y = |figure: f64| TOP + PLOT_HEIGHT - figure / top * PLOT_HEIGHT;

    let mut svg = format!("<text class=\"title\" x=\"{left}\" y=\"28\">{title}</text>\n");
    let mut mark = 0.0;
    while mark <= top + step / 2.0 {
        let (height, right) = (y(mark), left + PLOT_WIDTH);
        add(
            &mut svg,
            format_args!(
                "<path class=\"grid\" d=\"M{left} {height:.1}H{right}\"/>\
             <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>\n",
                left - 8.0,
                height + 4.0,
                label(mark),
            ),
        );
        mark += step;
    }
    for &(count, figure) in figures {
        let (across, up) = (x(count), y(figure));
        add(
            &mut svg,
            format_args!(
                "<circle class=\"dot\" cx=\"{across:.1}\" cy=\"{up:.1}\" r=\"4\"/>\
             <text x=\"{across:.1}\" y=\"{:.1}\" text-anchor=\"middle\">10<tspan dy=\"-5\" font-size=\"9\">{:.0}</tspan></text>\n",
                TOP + PLOT_HEIGHT + 22.0,
                decades(count),
            ),
        );
    }
    let line: Vec<String> = figures
        .iter()
        .map(|&(count, figure)| format!("{:.1},{:.1}", x(count), y(figure)))
        .collect();
    add(&mut svg, format_args!("<polyline class=\"line\" points=\"{}\"/>\n", line.join(" ")));
    let (middle, bottom) = (left + PLOT_WIDTH / 2.0, TOP + PLOT_HEIGHT + 44.0);
    add(
        &mut svg,
        format_args!(
            "<text x=\"{middle}\" y=\"{bottom}\" text-anchor=\"middle\">API keys in the database and in memory</text>\n"
        ),
    );
    svg
}

/// A round distance of marks, of which some four fit below this.
fn step(greatest: f64) -> f64 {
    let rough = greatest / 4.0;
    let power = 10.0_f64.powf(rough.log10().floor());
    let rounds = [1.0, 2.0, 5.0, 10.0].map(|round| round * power);
    rounds.into_iter().find(|round| *round >= rough).unwrap_or(rough)
}

fn label(mark: f64) -> String {
    if mark >= 1000.0 {
        format!("{:.0}k", mark / 1e3)
    } else {
        format!("{}", (mark * 1e3).round() / 1e3)
    }
}

/// Nothing fails that writes to a text.
fn add(svg: &mut String, more: std::fmt::Arguments<'_>) {
    let _ = svg.write_fmt(more);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_round_and_reach_above_the_greatest() {
        for (greatest, expected) in [(45_000.0, 20_000.0), (3.2, 1.0), (0.9, 0.5), (8.0, 2.0)] {
            assert!((step(greatest) - expected).abs() < 1e-9, "{greatest}: {}", step(greatest));
        }
        assert_eq!([label(20_000.0), label(0.5), label(0.0)], ["20k", "0.5", "0"]);
    }

    #[test]
    fn every_point_is_in_both_plots_and_within_them() {
        let points = [1_000, 10_000, 1_000_000].map(|count| Point {
            count,
            per_second: 40_000.0,
            p99: 0.003,
        });
        let svg = growth(&points);
        assert_eq!(svg.matches("<circle").count(), 6, "{svg}");
        assert!(svg.contains("cx=\"70.0\"") && svg.contains("cx=\"320.0\""), "{svg}");
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
    }
}
