//! Conditions on one2many and many2many fields.

use std::{collections::HashSet, sync::Arc};

use serde_json::Value;

use super::{Compiler, compare::number_text, predicate::Predicate};
use crate::{
    domain::{
        Leaf, Node,
        operator::{is_negative, positive},
    },
    exception::{Exception, Result, assertion_error, type_error},
    python,
    schema::{Field, Kind},
    storage::Cell,
};

impl<'a> Compiler<'_, 'a> {
    pub(super) fn list(&self, field: &Arc<Field>, leaf: &Leaf) -> Result<Predicate<'a>> {
        let operator = leaf.operator.as_str();
        if operator.ends_with("any") {
            let inner = self.inner(leaf)?;
            return self.any(field, &inner, operator == "not any");
        }
        if self.view.version().has_domain_trees() {
            self.new_list(field, leaf)
        } else {
            self.old_list(field, leaf)
        }
    }

    /// Records whose lists contain one of these; with `negate`, records whose lists contain none.
    pub(super) fn list_with(
        &self,
        field: &Arc<Field>,
        ids: &HashSet<i64>,
        negate: bool,
    ) -> Result<Predicate<'a>> {
        let (owners, spoiled) = self.owners(field, ids)?;
        if negate && spoiled {
            // `NOT IN` with a NULL in the subquery is unknown for all other records.
            return Ok(Predicate::All(vec![
                Predicate::Ids(owners).negated(),
                Predicate::Constant(None),
            ]));
        }
        let test = Predicate::Ids(owners);
        if spoiled {
            return Ok(Predicate::Any(vec![test, Predicate::Constant(None)]));
        }
        Ok(if negate { test.negated() } else { test })
    }

    /// The records whose lists contain one of these.
    ///
    /// The flag says whether a line without an owner is among them, if the version cares.
    fn owners(&self, field: &Arc<Field>, ids: &HashSet<i64>) -> Result<(HashSet<i64>, bool)> {
        let view = self.view;
        if field.kind == Kind::Many2many {
            let pairs = view.db.pairs(self.model, field);
            return Ok((
                pairs
                    .into_iter()
                    .filter(|(_, other)| ids.contains(other))
                    .map(|(own, _)| own)
                    .collect(),
                false,
            ));
        }
        if field.is_unlinked() {
            return Ok((HashSet::new(), false));
        }
        let lines = view.db.schema.model(field.comodel())?;
        let inverse = view.db.schema.inverse(self.model, field)?;
        let table = view.db.table(&lines.name);
        let backs = ids
            .iter()
            .filter_map(|id| Some(table.get(*id)?.get(&inverse)));
        let mut owners = HashSet::new();
        let mut spoiled = false;
        for link in backs {
            match link {
                Cell::Int(owner) => {
                    owners.insert(*owner);
                }
                _ => spoiled = view.version().null_line_spoils_not_in() && !inverse.required,
            }
        }
        Ok((owners, spoiled))
    }

    /// Records with non-empty lists. An archived line counts, except on 18.
    fn filled(&self, field: &Arc<Field>) -> Result<HashSet<i64>> {
        let view = self.view;
        let lines = view.db.schema.model(field.comodel())?;
        let all: HashSet<i64> = if view.version().archived_lines_are_no_lines() {
            view.search_all(lines, &Node::Constant(true))?
                .into_iter()
                .collect()
        } else {
            view.db.table(&lines.name).ids().collect()
        };
        Ok(self.owners(field, &all)?.0)
    }

    fn old_list(&self, field: &Arc<Field>, leaf: &Leaf) -> Result<Predicate<'a>> {
        let negative = is_negative(&leaf.operator);
        let comodel = Arc::clone(self.view.db.schema.model(field.comodel())?);
        match &leaf.value {
            Value::Bool(false) => {
                let test = Predicate::Ids(self.filled(field)?);
                Ok(if negative { test } else { test.negated() })
            }
            text @ Value::String(_) => {
                let operator = positive(&leaf.operator);
                let ids: HashSet<i64> = self
                    .view
                    .name_domain_ids(&comodel, operator, text)?
                    .into_iter()
                    .collect();
                self.list_with(field, &ids, negative)
            }
            Value::Array(items) => self.list_with(field, &ids(field, items)?, negative),
            other => self.list_with(field, &ids(field, std::slice::from_ref(other))?, negative),
        }
    }

    fn new_list(&self, field: &Arc<Field>, leaf: &Leaf) -> Result<Predicate<'a>> {
        let operator = leaf.operator.as_str();
        let negative = is_negative(operator);
        let truthy = python::is_true(&leaf.value);
        let comodel = Arc::clone(self.view.db.schema.model(field.comodel())?);
        let sign = |test: Predicate<'a>| if negative { test.negated() } else { test };
        match operator {
            "=?" if !truthy => return Ok(Predicate::TRUE),
            like if like.ends_with("like") && !like.contains('=') && !truthy => {
                return Ok(sign(Predicate::Ids(self.filled(field)?)));
            }
            like if like.ends_with("like") && truthy => {
                if like.contains('=') && !leaf.value.is_string() {
                    return Err(type_error(format!(
                        "The pattern to match must be a string in condition {}",
                        leaf.path
                    )));
                }
                let value = Value::from(python::str(&leaf.value));
                let ids = self
                    .view
                    .name_domain_ids(&comodel, positive(operator), &value)?;
                return self.list_with(field, &ids.into_iter().collect(), negative);
            }
            "<" | ">" | "<=" | ">=" if leaf.value.is_string() => {
                return Err(type_error(
                    "Inequality not supported for relational field using a string",
                ));
            }
            "<" | ">" | "<=" | ">=" => {
                return Err(assertion_error(format!(
                    "Relational field {}.{} expects 'any' operator",
                    self.model.name, field.name
                )));
            }
            _ => {}
        }
        let is_pattern = operator.ends_with("like");
        let items = match &leaf.value {
            Value::Array(items) if items.is_empty() && !operator.ends_with("in") => {
                vec![Value::Bool(false)]
            }
            Value::Array(items) => items.clone(),
            other if python::is_none(other) && operator.ends_with("in") => Vec::new(),
            other if python::is_none(other) || is_pattern => vec![Value::Bool(false)],
            other => vec![other.clone()],
        };
        if let Some(item) = items
            .iter()
            .find(|item| item.is_array() || item.is_object())
        {
            return Err(type_error(format!(
                "unhashable type: '{}'",
                python::type_name(item)
            )));
        }
        let is_empty =
            |item: &Value| matches!(item, Value::Bool(false)) || item.as_f64() == Some(0.0);
        let (empty, rest): (Vec<Value>, Vec<Value>) = items
            .into_iter()
            .filter(|item| !item.is_null())
            .partition(is_empty);
        let (names, rest): (Vec<Value>, Vec<Value>) = rest.into_iter().partition(Value::is_string);
        let mut ids = ids(field, &rest)?;
        if !names.is_empty() {
            ids.extend(self.view.name_domain_ids(&comodel, "in", &names.into())?);
        }
        let with = self.list_with(field, &ids, false)?;
        if empty.is_empty() {
            return Ok(sign(with));
        }
        let filled = Predicate::Ids(self.filled(field)?);
        Ok(sign(Predicate::Any(vec![filled.negated(), with])))
    }
}

/// The ids of a list, as the database accepts them.
fn ids(field: &Field, items: &[Value]) -> Result<HashSet<i64>> {
    let no_boolean = || {
        Exception::postgres(
            "UndefinedFunction",
            "operator does not exist: integer = boolean",
        )
    };
    let mut ids = HashSet::new();
    for item in items {
        match item {
            Value::Null => {}
            // A many2many list ignores falsy items.
            item if field.kind == Kind::Many2many && !python::is_true(item) => {}
            Value::Bool(_) => return Err(no_boolean()),
            Value::Number(number) => ids.extend(number.as_i64()),
            Value::String(text) => ids.extend(number_text(text)?.id()),
            _ => {
                return Err(Exception::new(
                    "psycopg2.ProgrammingError",
                    "can't adapt type 'dict'",
                ));
            }
        }
    }
    Ok(ids)
}
