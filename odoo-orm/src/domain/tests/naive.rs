//! A small database of one model, searched without the library's code.
//!
//! It follows Odoo's documentation and source.
//!
//! The model leads to itself: `parent_id`, its inverse `child_ids`, and `tag_ids`.

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::{Value, json};

#[derive(Debug, Clone)]
pub(super) struct Row {
    a: Option<i64>,
    active: bool,
    parent: Option<i64>,
    tags: Vec<i64>,
}

/// The rows; the id of the first is 1.
#[derive(Debug, Clone)]
pub(super) struct Database {
    rows: Vec<Row>,
    /// The version of the server, which decides on what `!` and some lists mean.
    pub(super) version: u16,
}

const ROWS: i64 = 6;

pub(super) fn any_database(version: u16) -> impl Strategy<Value = Database> {
    let id = || 1..=ROWS;
    let row = (
        proptest::option::of(0..4_i64),
        any::<bool>(),
        proptest::option::of(id()),
        proptest::collection::vec(id(), 0..3),
    );
    let row = row.prop_map(|(a, active, parent, tags)| Row {
        a,
        active,
        parent,
        tags,
    });
    proptest::collection::vec(row, 6).prop_map(move |rows| Database { rows, version })
}

/// A domain as the server has it once it has read it.
enum Tree {
    Leaf(String, String, Value),
    Constant(bool),
    And(Box<Tree>, Box<Tree>),
    Or(Box<Tree>, Box<Tree>),
    Not(Box<Tree>),
}

impl Database {
    /// The same rows on another version of the server.
    pub(super) fn on(&self, version: u16) -> Self {
        Database {
            rows: self.rows.clone(),
            version,
        }
    }

    /// The ids that a search finds.
    pub(super) fn search(&self, domain: &Value, active_test: bool) -> BTreeSet<i64> {
        let tree = parse(domain);
        let leave_out = active_test && !names_active(domain);
        let ids = 1..=ROWS;
        ids.filter(|id| (!leave_out || self.row(*id).active) && self.holds(&tree, *id, active_test))
            .collect()
    }

    fn row(&self, id: i64) -> &Row {
        &self.rows[usize::try_from(id - 1).unwrap()]
    }

    fn holds(&self, tree: &Tree, id: i64, active_test: bool) -> bool {
        match tree {
            Tree::Constant(value) => *value,
            Tree::And(a, b) => self.holds(a, id, active_test) && self.holds(b, id, active_test),
            Tree::Or(a, b) => self.holds(a, id, active_test) || self.holds(b, id, active_test),
            Tree::Leaf(path, operator, value) => self.leaf(path, operator, value, id, active_test),
            Tree::Not(tree) => self.not(tree, id, active_test),
        }
    }

    /// Pushes `!` down to the leaves, and inverts their operators.
    ///
    /// From 17 on, the operators of paths are not inverted.
    fn not(&self, tree: &Tree, id: i64, active_test: bool) -> bool {
        match tree {
            Tree::Constant(value) => !value,
            Tree::Not(tree) => self.holds(tree, id, active_test),
            Tree::And(a, b) => self.not(a, id, active_test) || self.not(b, id, active_test),
            Tree::Or(a, b) => self.not(a, id, active_test) && self.not(b, id, active_test),
            Tree::Leaf(path, operator, value) => match opposite(operator) {
                Some(opposite) if self.version < 17 || !path.contains('.') => {
                    self.leaf(path, opposite, value, id, active_test)
                }
                _ => !self.leaf(path, operator, value, id, active_test),
            },
        }
    }

    /// The records at the other end of a relation.
    fn related(&self, field: &str, id: i64) -> Option<Vec<i64>> {
        match field {
            "parent_id" => Some(self.row(id).parent.into_iter().collect()),
            "child_ids" => Some(
                (1..=ROWS)
                    .filter(|child| self.row(*child).parent == Some(id))
                    .collect(),
            ),
            "tag_ids" => Some(self.row(id).tags.clone()),
            _ => None,
        }
    }

    fn leaf(&self, path: &str, operator: &str, value: &Value, id: i64, active_test: bool) -> bool {
        if let Some((first, rest)) = path.split_once('.') {
            let met = self.search(
                &json!([[rest, operator, value]]),
                active_test && first != "parent_id",
            );
            let related = self.related(first, id).unwrap();
            return related.iter().any(|id| met.contains(id));
        }
        if let Some(related) = self.related(path, id) {
            return self.relation(path, &related, operator, value, active_test);
        }
        let own = match path {
            "id" => Some(id),
            "a" => self.row(id).a,
            "active" => {
                return (self.row(id).active == value.as_bool().unwrap()) == (operator == "=");
            }
            other => panic!("{other}"),
        };
        // From 18 on, an empty number is 0.
        let is = |value: &Value| match value.as_i64().unwrap_or_default() {
            0 if self.version >= 18 => own.unwrap_or_default() == 0,
            _ => own == value.as_i64(),
        };
        let listed = || {
            let values = value.as_array().unwrap();
            // 14 drops what equals `False` from a list, and looks for empty fields in its place.
            values.iter().any(|value| match value.as_i64() {
                Some(0) if self.version < 16 => own.is_none(),
                _ => is(value),
            })
        };
        let wanted = value.as_i64();
        match operator {
            "like" => own.is_some_and(|own| own.to_string().contains(value.as_str().unwrap())),
            "not like" => !self.leaf(path, "like", value, id, active_test),
            "=" => is(value),
            "!=" => !is(value),
            "in" => listed(),
            "not in" => !listed(),
            "<" => own.is_some() && own < wanted,
            "<=" => own.is_some() && own <= wanted,
            ">" => own > wanted,
            ">=" => own >= wanted,
            other => panic!("{other}"),
        }
    }

    fn relation(
        &self,
        field: &str,
        related: &[i64],
        operator: &str,
        value: &Value,
        active_test: bool,
    ) -> bool {
        let ids: BTreeSet<i64> = match operator {
            "any" | "not any" => self.search(value, active_test && field != "parent_id"),
            _ => value
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_i64)
                .collect(),
        };
        let meets = related.iter().any(|id| ids.contains(id));
        match operator {
            "=" if value == false => related.is_empty(),
            "!=" if value == false => !related.is_empty(),
            "any" | "in" => meets,
            // SQL: nothing is outside of a list with a NULL in it.
            "not in" if field == "child_ids" && self.version < 16 => {
                !meets && ids.iter().all(|id| self.row(*id).parent.is_some())
            }
            "not any" | "not in" => !meets,
            other => panic!("{other}"),
        }
    }
}

fn parse(domain: &Value) -> Tree {
    let mut stack: Vec<Tree> = Vec::new();
    for term in domain.as_array().unwrap().iter().rev() {
        let tree = match term.as_str() {
            Some("!") => Tree::Not(stack.pop().unwrap().into()),
            Some("&") => Tree::And(stack.pop().unwrap().into(), stack.pop().unwrap().into()),
            Some("|") => Tree::Or(stack.pop().unwrap().into(), stack.pop().unwrap().into()),
            _ if term[0].is_number() => Tree::Constant(term[0] == 1),
            _ => Tree::Leaf(
                term[0].as_str().unwrap().to_owned(),
                term[1].as_str().unwrap().to_owned(),
                term[2].clone(),
            ),
        };
        stack.push(tree);
    }
    let joined = stack
        .into_iter()
        .reduce(|all, tree| Tree::And(all.into(), tree.into()));
    joined.unwrap_or(Tree::Constant(true))
}

fn opposite(operator: &str) -> Option<&'static str> {
    const OPPOSITES: &[(&str, &str)] = &[
        ("=", "!="),
        ("!=", "="),
        ("<", ">="),
        (">=", "<"),
        (">", "<="),
        ("<=", ">"),
        ("in", "not in"),
        ("not in", "in"),
        ("any", "not any"),
        ("not any", "any"),
    ];
    let found = OPPOSITES.iter().find(|(one, _)| *one == operator);
    found.map(|(_, opposite)| *opposite)
}

fn names_active(domain: &Value) -> bool {
    domain
        .as_array()
        .unwrap()
        .iter()
        .any(|term| term[0] == "active")
}
