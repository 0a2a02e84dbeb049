//! Groups rows by record: rows with only lines belong to the record above.

use crate::schema::Model;

/// The cells of one record.
#[derive(Debug, Default)]
pub(super) struct Line {
    /// Its rows.
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) id: Option<String>,
    pub(super) database_id: Option<i64>,
    /// A field, its suffix (`id`, `.id` or nothing), and the text.
    pub(super) cells: Vec<(String, String, String)>,
    /// The lines of a list, by field.
    pub(super) lists: Vec<(String, Vec<Line>)>,
}

pub(super) fn lines(model: &Model, columns: &[String], data: &[Vec<String>]) -> Vec<Line> {
    let is_list = |column: &str| {
        let mut parts = column.split('/');
        let field = parts.next().and_then(|name| model.find(name));
        field.is_some_and(|field| field.kind == crate::schema::Kind::One2many)
            && parts.next().is_some()
    };
    let mut lines: Vec<Line> = Vec::new();
    for (at, row) in data.iter().enumerate() {
        let cells: Vec<(&String, &String)> = columns.iter().zip(row).collect();
        let only_lists = cells
            .iter()
            .all(|(column, cell)| is_list(column) || cell.is_empty());
        let continues = only_lists
            && !lines.is_empty()
            && cells
                .iter()
                .any(|(column, cell)| is_list(column) && !cell.is_empty());
        if !continues {
            lines.push(Line {
                from: at,
                to: at,
                ..Line::default()
            });
        }
        let Some(line) = lines.last_mut() else {
            continue;
        };
        line.to = at;
        for (column, cell) in cells.iter().filter(|(column, _)| !is_list(column)) {
            if continues {
                break;
            }
            line.set(column, cell);
        }
        let mut nested: Vec<(String, Line)> = Vec::new();
        for (column, cell) in cells
            .iter()
            .filter(|(column, cell)| is_list(column) && !cell.is_empty())
        {
            let (field, rest) = column.split_once('/').unwrap_or((column, ""));
            if nested.iter().all(|(known, _)| known != field) {
                nested.push((
                    field.to_owned(),
                    Line {
                        from: at,
                        to: at,
                        ..Line::default()
                    },
                ));
            }
            if let Some((_, line)) = nested.iter_mut().find(|(known, _)| known == field) {
                line.set(rest, cell);
            }
        }
        for (field, one) in nested {
            match line.lists.iter_mut().find(|(known, _)| *known == field) {
                Some((_, all)) => all.push(one),
                None => line.lists.push((field, vec![one])),
            }
        }
    }
    lines
}

impl Line {
    fn set(&mut self, column: &str, cell: &str) {
        match column {
            "id" if !cell.is_empty() => self.id = Some(cell.to_owned()),
            ".id" if !cell.is_empty() => self.database_id = cell.parse().ok(),
            "id" | ".id" => {}
            _ => {
                let (field, behind) = column.split_once('/').unwrap_or((column, ""));
                self.cells
                    .push((field.to_owned(), behind.to_owned(), cell.to_owned()));
            }
        }
    }
}
