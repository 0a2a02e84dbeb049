//! Access rights on models, and record rules.

mod stored;

use std::{fmt, sync::Arc};

use serde_json::{Value, json};

use crate::{
    database::Row,
    domain::{Filter, Node, parse},
    exception::{Exception, Result, access_error},
    schema::Model,
    view::View,
};

/// An operation that an access right or a record rule covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operation {
    /// Reading records.
    Read,
    /// Writing to records.
    Write,
    /// Creating records.
    Create,
    /// Deleting records.
    Unlink,
}

impl Operation {
    pub(crate) fn named(name: &str) -> Option<Self> {
        let all = [
            Operation::Read,
            Operation::Write,
            Operation::Create,
            Operation::Unlink,
        ];
        all.into_iter().find(|operation| operation.name() == name)
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Operation::Read => "read",
            Operation::Write => "write",
            Operation::Create => "create",
            Operation::Unlink => "unlink",
        }
    }

    /// The letter of the operation in a model's rights.
    fn letter(self) -> char {
        match self {
            Operation::Read => 'r',
            Operation::Write => 'w',
            Operation::Create => 'c',
            Operation::Unlink => 'u',
        }
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
    /// A name with a dot, such as `base.group_user`, is a group; any other is a login.
    pub(crate) fn named(name: &str) -> Self {
        match name.split_once('.') {
            Some((_, group)) if group.starts_with("group_") => Who::Group(name.to_owned()),
            _ => Who::User(name.to_owned()),
        }
    }

    fn is(&self, view: &View<'_>) -> bool {
        match self {
            Who::Everyone => true,
            Who::Group(group) => view.has_group(group),
            Who::User(login) => view.login().as_deref() == Some(login),
        }
    }
}

/// The rights that a test sets, in addition to those of the models.
#[derive(Debug, Clone, Default)]
pub(crate) struct Policy {
    grants: Vec<Grant>,
    rules: Vec<RecordRule>,
}

#[derive(Debug, Clone)]
struct Grant {
    who: Who,
    operation: Operation,
    model: String,
    allowed: bool,
}

/// A record rule, which restricts the records that users see and change: see [`World::rule`](crate::World::rule).
#[derive(Clone)]
#[must_use = "a rule has no effect until it is passed to `World::rule`"]
pub struct RecordRule {
    model: String,
    domain: Arc<dyn Fn(i64) -> Value + Send + Sync>,
    who: Who,
    operations: Vec<Operation>,
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

impl<'a> View<'a> {
    pub(crate) fn login(&self) -> Option<String> {
        let users = self.db.schema.get("res.users")?;
        let row = self.db.row(users, self.env.user)?;
        row.get(users.find("login")?).as_text("").map(str::to_owned)
    }

    /// Whether the user has the right, regardless of record rules.
    pub(crate) fn has_right(&self, model: &Model, operation: Operation) -> bool {
        if self.env.sudo {
            return true;
        }
        let grants = self.db.policy.grants.iter().rev();
        let mut grants =
            grants.filter(|grant| grant.operation == operation && *grant.model == *model.name);
        if let Some(grant) = grants.find(|grant| grant.who.is(self)) {
            return grant.allowed;
        }
        model.rights.contains(operation.letter()) || self.has_group("base.group_system")
    }

    pub(crate) fn check_right(&self, model: &Model, operation: Operation) -> Result<()> {
        if self.has_right(model, operation) {
            return Ok(());
        }
        let does = match operation {
            Operation::Read => "access",
            Operation::Write => "modify",
            Operation::Create => "create",
            Operation::Unlink => "delete",
        };
        Err(access_error(format!(
            "user {} is not allowed to {does} records of {} ({})",
            self.login().unwrap_or_default(),
            model.label,
            model.name
        )))
    }

    /// The rules that apply to the user.
    pub(crate) fn rules(
        &self,
        model: &Arc<Model>,
        operation: Operation,
    ) -> Result<Vec<Filter<'a>>> {
        if self.env.sudo {
            return Ok(Vec::new());
        }
        let here = |rule: &&RecordRule| {
            *rule.model == *model.name && rule.operations.contains(&operation) && rule.who.is(self)
        };
        let (mut for_all, mut for_some) = stored::domains(self, model, operation)?;
        for rule in self.db.policy.rules.iter().filter(here) {
            let domain = parse(&(rule.domain)(self.env.user), self.version())?;
            if rule.who == Who::Everyone {
                for_all.push(domain);
            } else {
                for_some.push(domain);
            }
        }
        if !for_some.is_empty() {
            for_all.push(Node::Any(for_some));
        }
        // A rule applies to all records, including archived ones.
        let view = self.with_env(self.env.sudo().with_archived());
        let filters = for_all
            .iter()
            .map(|domain| Filter::new(&view, model, domain));
        filters.collect()
    }

    /// Whether the rules allow the user an operation on all of these records.
    pub(crate) fn check_rules(
        &self,
        model: &Arc<Model>,
        operation: Operation,
        ids: &[i64],
    ) -> Result<()> {
        let rules = self.rules(model, operation)?;
        if rules.is_empty() {
            return Ok(());
        }
        let hidden = |id: &&i64| {
            let row: Option<&Arc<Row>> = self.db.row(model, **id);
            row.is_some_and(|row| !rules.iter().all(|rule| rule.holds(**id, row)))
        };
        match ids.iter().find(hidden) {
            None => Ok(()),
            Some(id) => Err(self.rule_error(model, operation, *id)),
        }
    }

    fn rule_error(&self, model: &Model, operation: Operation, id: i64) -> Exception {
        let mut error = access_error(format!(
            "a record rule denies user {} the operation `{}` on record {id} of {} ({})",
            self.login().unwrap_or_default(),
            operation.name(),
            model.label,
            model.name,
        ));
        error.arguments = vec![json!(error.message)];
        error
    }
}
