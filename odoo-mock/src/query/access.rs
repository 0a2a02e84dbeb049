//! Access rights on models, and record rules.

mod stored;

use std::sync::Arc;

use serde_json::json;

use super::{Operation, RecordRule, View, Who, filter::Filter, policy::letter};
use crate::{
    domain::{Node, parse},
    exception::{Exception, Result, access_error},
    schema::{Field, Model},
    storage::Row,
};

impl<'a> View<'a> {
    fn is(&self, who: &Who) -> bool {
        match who {
            Who::Everyone => true,
            Who::Group(group) => self.has_group(group),
            Who::User(login) => self.login().as_deref() == Some(login),
        }
    }

    /// Whether the user has the right, regardless of record rules.
    pub(crate) fn has_right(&self, model: &Model, operation: Operation) -> bool {
        if self.env.sudo {
            return true;
        }
        let grants = self.env.policy.grants.iter().rev();
        let mut grants =
            grants.filter(|grant| grant.operation == operation && *grant.model == *model.name);
        if let Some(grant) = grants.find(|grant| self.is(&grant.who)) {
            return grant.allowed;
        }
        model.rights.contains(letter(operation)) || self.has_group("base.group_system")
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

    /// Checks that the user has access to a field.
    pub(crate) fn check_field(&self, model: &Model, field: &Field) -> Result<()> {
        if self.may_see(field) {
            return Ok(());
        }
        Err(access_error(format!(
            "You do not have enough rights to access the field \"{}\" on {} ({}).",
            field.name, model.label, model.name
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
            *rule.model == *model.name && rule.operations.contains(&operation) && self.is(&rule.who)
        };
        let (mut for_all, mut for_some) = stored::domains(self, model, operation)?;
        for rule in self.env.policy.rules.iter().filter(here) {
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
            operation.as_str(),
            model.label,
            model.name,
        ));
        error.arguments = vec![json!(error.message)];
        error
    }
}
