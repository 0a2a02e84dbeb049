//! Who may do what: access rights on models, and rules on records.

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

/// What one can do to records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operation {
    /// To read them.
    Read,
    /// To write to them.
    Write,
    /// To create some.
    Create,
    /// To delete them.
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

    /// The letter that stands for it in a model's rights.
    fn letter(self) -> char {
        match self {
            Operation::Read => 'r',
            Operation::Write => 'w',
            Operation::Create => 'c',
            Operation::Unlink => 'u',
        }
    }
}

/// Whom a right or a rule is for: a user by login, or a group by external id.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Who {
    Everyone,
    User(String),
    Group(String),
}

impl Who {
    /// `base.group_user` is a group, anything without such a dot a login.
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

/// What a test says of rights, beside what the models say themselves.
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

/// Which records users see and change, beyond their rights on the model: see [`World::rule`](crate::World::rule).
#[derive(Clone)]
#[must_use = "a rule holds once it is given to `World::rule`"]
pub struct RecordRule {
    model: String,
    domain: Arc<dyn Fn(i64) -> Value + Send + Sync>,
    who: Who,
    operations: Vec<Operation>,
}

impl RecordRule {
    /// Only records that meet this domain, for every operation and every user but the server itself.
    pub fn new(model: &str, domain: Value) -> Self {
        Self::of_user(model, move |_| domain.clone())
    }

    /// The same with a domain for each user, who is given by number: `|user| json!([["user_id", "=", user]])`.
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

    /// Only for this user, by login, or for the users of this group, by its external id. Of several rules for groups one must hold; every rule for all
    /// must.
    pub fn only_for(self, who: &str) -> Self {
        RecordRule {
            who: Who::named(who),
            ..self
        }
    }

    /// Only for these operations.
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

    /// Whether the user has the right, whatever the rules say.
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
            "user {} may not {does} records of {} ({})",
            self.login().unwrap_or_default(),
            model.label,
            model.name
        )))
    }

    /// The rules that hold for the user.
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
        // A rule sees all records, archived ones too.
        let view = self.with_env(self.env.sudo().with_archived());
        let filters = for_all
            .iter()
            .map(|domain| Filter::new(&view, model, domain));
        filters.collect()
    }

    /// Whether the rules let the user do something to all of these records.
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
            "a record rule keeps user {} from the operation `{}` on record {id} of {} ({})",
            self.login().unwrap_or_default(),
            operation.name(),
            model.label,
            model.name,
        ));
        error.arguments = vec![json!(error.message)];
        error
    }
}
