//! Snapshots of the records, and their comparison.

use std::{collections::BTreeMap, fmt, sync::Arc};

use super::Registry;
use crate::{
    schema::{Model, is_log},
    storage::{Cell, Database, Row},
};

/// The records of a world at one time. A snapshot costs next to nothing.
///
/// ```
/// use odoo_mock::World;
/// use serde_json::json;
///
/// let world = World::new();
/// let acme = world.create("res.partner", json!({"name": "Acme"}));
/// let before = world.snapshot();
/// world.write("res.partner", acme, json!({"name": "Acme Corp"}));
/// let changes = before.changes(&world.snapshot());
/// assert_eq!(changes.to_string(), format!("~ res.partner {acme}: name: \"Acme\" -> \"Acme Corp\"\n"));
/// ```
#[derive(Clone)]
pub struct WorldSnapshot {
    pub(crate) db: Database,
    pub(crate) registry: Registry,
}

/// Returns the differences to a later snapshot, one line per record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SnapshotDiff(Vec<String>);

impl SnapshotDiff {
    /// Whether there are no differences.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the lines.
    pub fn lines(&self) -> &[String] {
        &self.0
    }
}

impl fmt::Display for SnapshotDiff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}

impl WorldSnapshot {
    /// Compares with a later snapshot. The times and users of the log are ignored.
    pub fn changes(&self, later: &WorldSnapshot) -> SnapshotDiff {
        let mut lines = Vec::new();
        for model in later.db.schema.models() {
            let (before, after) = (self.db.table(&model.name), later.db.table(&model.name));
            let mut ids: Vec<i64> = before.ids().chain(after.ids()).collect();
            ids.sort_unstable();
            ids.dedup();
            for id in ids {
                let line = match (before.get(id), after.get(id)) {
                    (None, Some(row)) => {
                        Some(format!("+ {} {id}: {}", model.name, values(model, row)))
                    }
                    (Some(row), None) => {
                        Some(format!("- {} {id}: {}", model.name, values(model, row)))
                    }
                    (Some(old), Some(new)) if !Arc::ptr_eq(old, new) => {
                        changed(model, id, old, new)
                    }
                    _ => None,
                };
                lines.extend(line);
            }
        }
        lines.extend(self.links(later));
        SnapshotDiff(lines)
    }

    fn links(&self, later: &WorldSnapshot) -> Vec<String> {
        let pairs = |db: &Database| -> BTreeMap<String, Vec<(i64, i64)>> {
            db.all_links()
                .map(|(name, links)| (name.to_string(), links.pairs(false)))
                .collect()
        };
        let (before, after) = (pairs(&self.db), pairs(&later.db));
        let mut lines = Vec::new();
        let missing = |from: &BTreeMap<String, Vec<(i64, i64)>>,
                       other: &BTreeMap<String, Vec<(i64, i64)>>,
                       sign: &str| {
            let mut lines = Vec::new();
            for (name, pairs) in from {
                let there = other.get(name);
                for pair in pairs
                    .iter()
                    .filter(|pair| there.is_none_or(|there| there.binary_search(pair).is_err()))
                {
                    lines.push(format!("{sign} link {name}: {} - {}", pair.0, pair.1));
                }
            }
            lines
        };
        lines.extend(missing(&before, &after, "-"));
        lines.extend(missing(&after, &before, "+"));
        lines
    }

    /// Asserts that a later snapshot is equal.
    ///
    /// # Panics
    ///
    /// If it differs; the message lists the differences.
    #[track_caller]
    pub fn assert_unchanged(&self, later: &WorldSnapshot) {
        let changes = self.changes(later);
        assert!(changes.is_empty(), "the world has changed:\n{changes}");
    }
}

impl PartialEq for WorldSnapshot {
    fn eq(&self, other: &Self) -> bool {
        self.changes(other).is_empty()
    }
}

/// The records created after the base data.
impl fmt::Debug for WorldSnapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut map = f.debug_map();
        for model in self.db.schema.models() {
            let first = self.db.first_own(&model.name);
            for (id, row) in self
                .db
                .table(&model.name)
                .rows()
                .filter(|(id, _)| *id >= first)
            {
                map.entry(
                    &format_args!("{} {id}", model.name),
                    &format_args!("{}", values(model, row)),
                );
            }
        }
        map.finish()
    }
}

fn shown(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => format!("{text:?}"),
        Cell::Terms(terms) => format!("{terms:?}"),
        Cell::Null => "none".to_owned(),
        other => other.cast_to_text("").unwrap_or_default(),
    }
}

/// The compared columns: without the log fields and secrets.
fn compared(model: &Model) -> impl Iterator<Item = &Arc<crate::schema::Field>> {
    let fields = model.fields.iter();
    fields.filter(|field| {
        &*field.name != "id" && field.has_column() && !is_log(&field.name) && !field.secret
    })
}

fn values(model: &Model, row: &Row) -> String {
    let values = compared(model)
        .filter(|field| !row.get(field).is_null())
        .map(|field| format!("{}: {}", field.name, shown(row.get(field))));
    values.collect::<Vec<_>>().join(", ")
}

fn changed(model: &Model, id: i64, old: &Row, new: &Row) -> Option<String> {
    let different = compared(model).filter(|field| old.get(field) != new.get(field));
    let parts: Vec<String> = different
        .map(|field| {
            format!(
                "{}: {} -> {}",
                field.name,
                shown(old.get(field)),
                shown(new.get(field))
            )
        })
        .collect();
    (!parts.is_empty()).then(|| format!("~ {} {id}: {}", model.name, parts.join(", ")))
}
