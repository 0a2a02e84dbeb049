//! A compiled condition on rows.

use std::collections::HashSet;

use crate::storage::{Cell, Row};

/// True, false, or unknown.
pub(crate) type Truth = Option<bool>;

/// A condition on a record. Everything it needs from other records has been looked up.
pub(crate) enum Predicate<'a> {
    Constant(Truth),
    All(Vec<Predicate<'a>>),
    Any(Vec<Predicate<'a>>),
    Not(Box<Predicate<'a>>),
    /// The record is one of these.
    Ids(HashSet<i64>),
    /// A test of the value of a field: see [`Getter`].
    Cell {
        get: Getter<'a>,
        ask: Box<dyn Fn(&Cell) -> Truth + 'a>,
    },
}

/// Returns the value that a condition tests.
pub(crate) type Getter<'a> = Box<dyn Fn(i64, &Row) -> Cell + 'a>;

impl<'a> Predicate<'a> {
    pub(crate) const TRUE: Self = Predicate::Constant(Some(true));
    pub(crate) const FALSE: Self = Predicate::Constant(Some(false));

    pub(crate) fn cell(get: Getter<'a>, ask: impl Fn(&Cell) -> Truth + 'a) -> Self {
        Predicate::Cell {
            get,
            ask: Box::new(ask),
        }
    }

    pub(crate) fn negated(self) -> Self {
        Predicate::Not(Box::new(self))
    }

    /// The result of the condition for a record.
    pub(crate) fn of(&self, id: i64, row: &Row) -> Truth {
        match self {
            Predicate::Constant(truth) => *truth,
            Predicate::All(tests) => {
                let mut all = Some(true);
                for test in tests {
                    match test.of(id, row) {
                        Some(true) => {}
                        Some(false) => return Some(false),
                        None => all = None,
                    }
                }
                all
            }
            Predicate::Any(tests) => {
                let mut any = Some(false);
                for test in tests {
                    match test.of(id, row) {
                        Some(false) => {}
                        Some(true) => return Some(true),
                        None => any = None,
                    }
                }
                any
            }
            Predicate::Not(test) => test.of(id, row).map(|truth| !truth),
            Predicate::Ids(ids) => Some(ids.contains(&id)),
            Predicate::Cell { get, ask } => ask(&get(id, row)),
        }
    }
}
