//! The figures as an SVG, small enough for a README, readable in light and dark mode.

use std::fmt::Write as _;

use crate::{
    contender::Contender,
    figures::{Figure, Figures, Row},
};

/// A column of bars: one quantity of one workload.
struct Column {
    server: &'static str,
    workload: &'static str,
    title: &'static str,
    quantity: fn(&Row) -> Figure,
    say: fn(f64) -> String,
}

const COLUMNS: [Column; 3] = [
    Column {
        server: "canned",
        workload: "100k-6",
        title: "CPU time, 100,000 records",
        quantity: |row| row.cpu,
        say: |seconds| format!("{:.0} ms", seconds * 1e3),
    },
    Column {
        server: "canned",
        workload: "100k-6",
        title: "Peak memory, the same",
        quantity: |row| row.memory,
        say: |mib| format!("{mib:.0} MiB"),
    },
    Column {
        server: "odoo-19",
        workload: "real-export",
        title: "Export of 20,000, Odoo 19",
        quantity: |row| row.wall,
        say: |seconds| format!("{:.0} ms", seconds * 1e3),
    },
];

const NAMES: f64 = 205.0;
const COLUMN: f64 = 220.0;
const BAR: f64 = 110.0;
const ROW: f64 = 22.0;
const HEAD: f64 = 34.0;

const STYLE: &str = "text{font:13px system-ui,sans-serif;fill:#1f2328}.head,.ours{font-weight:600}.bar{fill:#b5bcc4}.own{fill:#714b67}\
@media(prefers-color-scheme:dark){text{fill:#e6edf3}.bar{fill:#59636e}.own{fill:#c79bb8}}";

/// Draws the picture.
///
/// # Errors
///
/// Returns an error if no workload of the picture was measured.
pub(crate) fn draw(figures: &Figures) -> Result<String, String> {
    let columns: Vec<(&Column, &[Row])> = COLUMNS
        .iter()
        .filter_map(|column| Some((column, column.rows(figures)?)))
        .collect();
    if columns.is_empty() {
        let shown = COLUMNS.map(|column| format!("`{}` with {}", column.workload, column.server));
        let shown = shown.join(", ");
        return Err(format!(
            "the picture needs figures of {shown}, which was not measured"
        ));
    }
    let clients: Vec<&str> = columns
        .first()
        .map(|(_, rows)| rows.iter().map(|row| row.client.as_str()).collect())
        .unwrap_or_default();
    let mut bars = String::new();
    for (place, client) in numbered(&clients) {
        let (class, y) = (class(client), HEAD + ROW * place + 15.0);
        let _ = write!(bars, "<text x=\"0\" y=\"{y}\"{class}>{client}</text>");
    }
    for (place, (column, rows)) in numbered(&columns) {
        column.draw(rows, &clients, NAMES + COLUMN * place, &mut bars);
    }
    let (width, height) = (
        NAMES + COLUMN * f64::from(u32::try_from(columns.len()).unwrap_or_default()),
        HEAD + ROW * f64::from(u32::try_from(clients.len()).unwrap_or_default()) + 6.0,
    );
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"CPU time and memory of clients of Odoo\">\
         <style>{STYLE}</style>{bars}</svg>\n"
    ))
}

impl Column {
    /// `None` for a workload that was not measured.
    fn rows<'a>(&self, figures: &'a Figures) -> Option<&'a [Row]> {
        let mut tables = figures.set(self.server)?.tables.iter();
        let table = tables.find(|table| table.workload == self.workload)?;
        Some(&table.rows)
    }

    fn draw(&self, rows: &[Row], clients: &[&str], x: f64, out: &mut String) {
        let median = |row: &Row| (self.quantity)(row).summary.median;
        let most = rows.iter().map(median).fold(f64::MIN_POSITIVE, f64::max);
        let _ = write!(
            out,
            "<text x=\"{x}\" y=\"16\" class=\"head\">{}</text>",
            self.title
        );
        for (place, client) in numbered(clients) {
            let Some(row) = rows.iter().find(|row| row.client == *client) else {
                continue;
            };
            let (top, length) = (HEAD + ROW * place, BAR * median(row) / most);
            let own = if *client == Contender::Ours.name() {
                " own"
            } else {
                ""
            };
            let _ = write!(
                out,
                "<rect x=\"{x}\" y=\"{}\" width=\"{length:.1}\" height=\"14\" rx=\"2\" class=\"bar{own}\"/>\
                 <text x=\"{:.1}\" y=\"{}\"{}>{} · {}x</text>",
                top + 4.0,
                x + length + 6.0,
                top + 15.0,
                class(client),
                (self.say)(median(row)),
                ratio((self.quantity)(row).ratio),
            );
        }
    }
}

fn numbered<T>(items: &[T]) -> impl Iterator<Item = (f64, &T)> {
    items
        .iter()
        .zip(0_u32..)
        .map(|(item, place)| (f64::from(place), item))
}

fn class(client: &str) -> &'static str {
    if client == Contender::Ours.name() {
        " class=\"ours\""
    } else {
        ""
    }
}

fn ratio(ratio: f64) -> String {
    if ratio < 9.95 {
        format!("{ratio:.1}")
    } else {
        format!("{ratio:.0}")
    }
}
