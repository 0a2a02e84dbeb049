//! A compiled condition on rows.

use std::collections::HashSet;

use crate::storage::{Cell, Row};

/// True, false, or unknown.
pub(crate) type Truth = Option<bool>;

/// A condition on a record. Everything it needs from other records has been looked up.
pub(crate) enum Test<'a> {
    Constant(Truth),
    All(Vec<Test<'a>>),
    Any(Vec<Test<'a>>),
    Not(Box<Test<'a>>),
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

impl<'a> Test<'a> {
    pub(crate) const TRUE: Self = Test::Constant(Some(true));
    pub(crate) const FALSE: Self = Test::Constant(Some(false));

    pub(crate) fn cell(get: Getter<'a>, ask: impl Fn(&Cell) -> Truth + 'a) -> Self {
        Test::Cell {
            get,
            ask: Box::new(ask),
        }
    }

    pub(crate) fn negated(self) -> Self {
        Test::Not(Box::new(self))
    }

    /// The result of the condition for a record.
    pub(crate) fn of(&self, id: i64, row: &Row) -> Truth {
        match self {
            Test::Constant(truth) => *truth,
            Test::All(tests) => {
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
            Test::Any(tests) => {
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
            Test::Not(test) => test.of(id, row).map(|truth| !truth),
            Test::Ids(ids) => Some(ids.contains(&id)),
            Test::Cell { get, ask } => ask(&get(id, row)),
        }
    }
}
