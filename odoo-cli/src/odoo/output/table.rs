//! Tables that fit the terminal.

use std::io::{self, Write};

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use super::{Column, cell::printable};

/// The number of rows that determine the widths. Longer texts of later rows are cut.
const LOOKED_AT: usize = 500;

/// The mark at the end of a text that was cut.
const CUT: char = '…';

/// The minimum width of a column, unless all of its texts are shorter.
const LEAST: usize = 8;

pub(super) struct Table {
    names: Vec<String>,
    at_the_right: Vec<bool>,
    /// The maximum width of the table, if there is a limit.
    limit: Option<usize>,
    is_bold: bool,
    /// The rows that wait until the widths are known.
    rows: Vec<Vec<String>>,
    widths: Option<Vec<usize>>,
}

impl Table {
    pub(super) fn new(columns: &[Column], limit: Option<usize>, is_bold: bool) -> Self {
        Table {
            names: columns.iter().map(|column| column.name.clone()).collect(),
            at_the_right: columns.iter().map(Column::is_number).collect(),
            limit,
            is_bold,
            rows: Vec::new(),
            widths: None,
        }
    }

    pub(super) fn row(&mut self, writer: &mut impl Write, cells: &[String]) -> io::Result<()> {
        let cells: Vec<String> = cells.iter().map(|cell| printable(cell)).collect();
        if self.widths.is_some() {
            return self.write(writer, &cells);
        }
        self.rows.push(cells);
        if self.rows.len() == LOOKED_AT {
            self.begin(writer)?;
        }
        Ok(())
    }

    pub(super) fn end(mut self, writer: &mut impl Write) -> io::Result<()> {
        if self.widths.is_none() {
            self.begin(writer)?;
        }
        Ok(())
    }

    /// Writes the heading and the waiting rows.
    fn begin(&mut self, writer: &mut impl Write) -> io::Result<()> {
        let widths = (0..self.names.len()).map(|at| {
            let cells = self.rows.iter().chain([&self.names]);
            cells
                .filter_map(|row| row.get(at))
                .map(|cell| cell.width())
                .max()
                .unwrap_or_default()
        });
        let mut widths: Vec<usize> = widths.collect();
        if let Some(limit) = self.limit {
            fit(&mut widths, limit);
        }
        self.widths = Some(widths);
        if self.is_bold {
            write!(writer, "\u{1b}[1m")?;
        }
        self.write(writer, &self.names)?;
        if self.is_bold {
            write!(writer, "\u{1b}[0m")?;
        }
        let lines = self.widths.iter().flatten().map(|width| "─".repeat(*width));
        writeln!(writer, "{}", lines.collect::<Vec<_>>().join("  "))?;
        for row in std::mem::take(&mut self.rows) {
            self.write(writer, &row)?;
        }
        Ok(())
    }

    fn write(&self, writer: &mut impl Write, cells: &[String]) -> io::Result<()> {
        let widths = self.widths.as_deref().unwrap_or_default();
        let mut line = String::new();
        for (at, (cell, width)) in cells.iter().zip(widths).enumerate() {
            if at > 0 {
                line.push_str("  ");
            }
            let cell = cut(cell, *width, self.limit.is_some());
            let pad = " ".repeat(width.saturating_sub(cell.width()));
            if self.at_the_right.get(at) == Some(&true) {
                line.extend([pad.as_str(), &cell]);
            } else {
                line.extend([cell.as_str(), &pad]);
            }
        }
        writeln!(writer, "{}", line.trim_end())
    }
}

/// One record as a line for each field.
pub(super) fn expanded(
    writer: &mut impl Write,
    columns: &[Column],
    cells: &[String],
) -> io::Result<()> {
    let names = columns.iter().map(|column| column.name.width());
    let width = names.max().unwrap_or_default();
    for (column, cell) in columns.iter().zip(cells) {
        let pad = " ".repeat(width.saturating_sub(column.name.width()));
        writeln!(writer, "{}{pad}  {}", column.name, printable(cell))?;
    }
    Ok(())
}

/// Takes width from the widest columns until all fit, or none can shrink further.
fn fit(widths: &mut [usize], limit: usize) {
    let gaps = 2 * widths.len().saturating_sub(1);
    loop {
        let all = widths.iter().sum::<usize>() + gaps;
        let Some(excess) = all.checked_sub(limit).filter(|excess| *excess > 0) else {
            return;
        };
        let second = {
            let mut sorted: Vec<usize> = widths.to_vec();
            sorted.sort_unstable_by(|a, b| b.cmp(a));
            sorted.dedup();
            sorted.get(1).copied().unwrap_or(LEAST).max(LEAST)
        };
        let Some(widest) = widths
            .iter_mut()
            .max_by_key(|width| **width)
            .filter(|width| **width > LEAST)
        else {
            return;
        };
        let down_to = widest
            .saturating_sub(excess)
            .max(second.min(*widest - 1))
            .max(LEAST);
        *widest = down_to;
    }
}

/// Shortens a text that is too wide, and ends it with a mark.
///
/// Without a limit nothing is cut.
fn cut(text: &str, width: usize, is_limited: bool) -> String {
    if !is_limited || text.width() <= width {
        return text.to_owned();
    }
    let mut short = String::new();
    let mut taken = 1;
    for character in text.chars() {
        taken += character.width().unwrap_or_default();
        if taken > width {
            break;
        }
        short.push(character);
    }
    short.push(CUT);
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(limit: Option<usize>, rows: &[[&str; 2]]) -> String {
        let columns = [Column::new("name", "char"), Column::new("color", "integer")];
        let mut table = Table::new(&columns, limit, false);
        let mut out = Vec::new();
        for row in rows {
            table.row(&mut out, &row.map(str::to_owned)).unwrap();
        }
        table.end(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn numbers_stand_at_the_right_and_wide_characters_count_twice() {
        assert_eq!(
            shown(None, &[["日本", "3"], ["a", "12"]]),
            "name  color\n────  ─────\n日本      3\na        12\n"
        );
    }

    #[test]
    fn wide_text_is_cut_with_a_mark_where_there_is_a_limit() {
        let long = "a very long name that does not fit";
        assert_eq!(
            shown(Some(20), &[[long, "1"]]),
            "name           color\n─────────────  ─────\na very long …      1\n"
        );
        assert!(shown(None, &[[long, "1"]]).contains(long));
    }

    #[test]
    fn a_line_feed_or_an_escape_does_not_break_the_table() {
        let text = shown(None, &[["a\nb\u{1b}[2J", "1"]]);
        assert_eq!(text.lines().count(), 3);
        assert!(!text.contains('\u{1b}'), "{text}");
    }

    #[test]
    fn columns_fit_any_limit_that_leaves_them_their_least() {
        for limit in 30..90 {
            let mut widths = vec![50, 10, 30];
            fit(&mut widths, limit);
            assert!(
                widths.iter().sum::<usize>() + 4 <= limit.max(28),
                "{widths:?} in {limit}"
            );
        }
    }
}
