//! The access rights and record rules that a test sets, as data.

use std::{fmt, sync::Arc};

pub use odoo_rpc::Operation;
use serde_json::Value;

/// The operation of a name, as `check_access_rights` takes it.
pub(crate) fn operation_named(name: &str) -> Option<Operation> {
    let all = [
        Operation::Read,
        Operation::Write,
        Operation::Create,
        Operation::Unlink,
    ];
    all.into_iter().find(|operation| operation.as_str() == name)
}

/// The letter of an operation in a model's rights.
pub(super) fn letter(operation: Operation) -> char {
    match operation {
        Operation::Read => 'r',
        Operation::Write => 'w',
        Operation::Create => 'c',
        Operation::Unlink => 'u',
    }
}

/// A user by login, or a group by external id.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Who {
    Everyone,
    User(String),
    Group(String),
}

impl Who {
    /// Parses the name of a group, such as `base.group_user`, or a login.
    ///
    /// A name is a group if the part after its first dot begins with `group_`.
    pub(crate) fn named(name: &str) -> Self {
        match name.split_once('.') {
            Some((_, group)) if group.starts_with("group_") => Who::Group(name.to_owned()),
            _ => Who::User(name.to_owned()),
        }
    }
}

/// The rights that a test adds to the models' own.
#[derive(Debug, Clone, Default)]
pub(crate) struct Policy {
    pub(super) grants: Vec<Grant>,
    pub(super) rules: Vec<RecordRule>,
}

#[derive(Debug, Clone)]
pub(super) struct Grant {
    pub(super) who: Who,
    pub(super) operation: Operation,
    pub(super) model: String,
    pub(super) allowed: bool,
}

/// A record rule, which restricts the records that users see and change: see [`World::rule`](crate::World::rule).
#[derive(Clone)]
#[must_use = "a rule has no effect until it is passed to `World::rule`"]
pub struct RecordRule {
    pub(super) model: String,
    pub(super) domain: Arc<dyn Fn(i64) -> Value + Send + Sync>,
    pub(super) who: Who,
    pub(super) operations: Vec<Operation>,
}

impl RecordRule {
    /// Allows only records that match this domain.
    ///
    /// The rule holds for every operation and every user except the server itself.
    pub fn new(model: &str, domain: Value) -> Self {
        Self::of_user(model, move |_| domain.clone())
    }

    /// Allows only records that match a domain built for each user.
    ///
    /// The function receives the user's id: `|user| json!([["user_id", "=", user]])`.
    pub fn of_user(model: &str, domain: impl Fn(i64) -> Value + Send + Sync + 'static) -> Self {
        RecordRule {
            model: model.to_owned(),
            domain: Arc::new(domain),
            who: Who::Everyone,
            operations: vec![
                Operation::Read,
                Operation::Write,
                Operation::Create,
                Operation::Unlink,
            ],
        }
    }

    /// Restricts the rule to a user, by login, or to a group, by external id.
    ///
    /// A record must match one of the rules for groups and all rules for everybody.
    pub fn only_for(self, who: &str) -> Self {
        RecordRule {
            who: Who::named(who),
            ..self
        }
    }

    /// Restricts the rule to these operations.
    pub fn on(self, operations: impl IntoIterator<Item = Operation>) -> Self {
        RecordRule {
            operations: operations.into_iter().collect(),
            ..self
        }
    }
}

impl fmt::Debug for RecordRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordRule")
            .field("model", &self.model)
            .field("who", &self.who)
            .field("operations", &self.operations)
            .finish_non_exhaustive()
    }
}

impl Policy {
    pub(crate) fn grant(&mut self, who: Who, operation: Operation, model: &str, allowed: bool) {
        self.grants.push(Grant {
            who,
            operation,
            model: model.to_owned(),
            allowed,
        });
    }

    pub(crate) fn rule(&mut self, rule: RecordRule) {
        self.rules.push(rule);
    }
}
