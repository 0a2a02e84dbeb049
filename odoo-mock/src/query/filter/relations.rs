//! Conditions on many2one fields, and on paths through relations.

use std::{collections::HashSet, sync::Arc};

use serde_json::Value;

use super::{
    Compiler,
    predicate::{Predicate, Truth},
};
use crate::{
    domain::{
        Leaf, Node,
        operator::{is_negative, positive},
        parse,
    },
    exception::{Result, type_error, value_error},
    python,
    schema::{Field, Model},
    storage::Cell,
};

impl<'a> Compiler<'_, 'a> {
    /// Compiles a path `first.rest`: matches records with a target that matches the rest.
    ///
    /// With `negate`, it matches records without such a target.
    pub(super) fn path(&self, leaf: &Leaf, negate: bool) -> Result<Predicate<'a>> {
        let (first, rest) = leaf.path.split_once('.').unwrap_or((&leaf.path, "id"));
        let field = self.model.field(first)?;
        let inner = Node::leaf(rest, &leaf.operator, leaf.value.clone());
        self.any(field, &inner, negate)
    }

    /// Records with a target that matches a condition.
    pub(super) fn any(
        &self,
        field: &Arc<Field>,
        inner: &Node,
        negate: bool,
    ) -> Result<Predicate<'a>> {
        let comodel = Arc::clone(self.view.db.schema.model(field.comodel())?);
        if field.kind.is_list() {
            let ids = self.view.search_all(&comodel, inner)?;
            return self.list_with(field, &ids.into_iter().collect(), negate);
        }
        // Archived records are included through a many2one field.
        let archived = self.view.with_env(self.view.env.with_archived());
        let ids: HashSet<i64> = archived.search_all(&comodel, inner)?.into_iter().collect();
        Ok(self.link_among(field, ids, negate, Some(negate)))
    }

    /// Whether a link is to one of these; `null` is the result without a link.
    fn link_among(
        &self,
        field: &Arc<Field>,
        ids: HashSet<i64>,
        negate: bool,
        null: Truth,
    ) -> Predicate<'a> {
        let (view, model, field) = (self.view.clone(), Arc::clone(self.model), Arc::clone(field));
        let get = Box::new(move |id, row: &crate::storage::Row| view.cell(&model, id, row, &field));
        Predicate::cell(get, move |cell| match cell {
            Cell::Int(id) => Some(ids.contains(id) != negate),
            _ => null,
        })
    }

    /// The records of a model whose names match a condition.
    pub(super) fn named(
        &self,
        comodel: &Arc<Model>,
        operator: &str,
        value: &Value,
    ) -> Result<HashSet<i64>> {
        let archived = self.view.with_env(self.view.env.with_archived());
        Ok(archived
            .name_domain_ids(comodel, operator, value)?
            .into_iter()
            .collect())
    }

    pub(super) fn many2one(&self, field: &Arc<Field>, leaf: &Leaf) -> Result<Predicate<'a>> {
        let version = self.view.version();
        let operator = leaf.operator.as_str();
        if operator.ends_with("any") {
            let inner = self.inner(leaf)?;
            return self.any(field, &inner, operator == "not any");
        }
        let comodel = Arc::clone(self.view.db.schema.model(field.comodel())?);
        if version.has_domain_trees() {
            return self.new_many2one(field, &comodel, leaf);
        }
        let all_text = |items: &[Value]| !items.is_empty() && items.iter().all(Value::is_string);
        let by_name = match &leaf.value {
            Value::String(_) => true,
            Value::Array(items) => all_text(items),
            _ => false,
        };
        if !by_name {
            return self.column(field, leaf);
        }
        // A record is searched by its name, for every operator (`_get_expression`).
        let list = leaf.value.is_array();
        let operator = match operator {
            "<" | ">" | "<=" | ">=" => "in",
            other => other,
        };
        let operator = match (operator, list) {
            ("in", false) => "=",
            ("not in", false) => "!=",
            ("=", true) => "in",
            ("!=", true) => "not in",
            (other, _) => other,
        };
        let operator = if operator == "=?" { "=" } else { operator };
        let ids = self.named(&comodel, operator, &leaf.value)?;
        let null = if is_negative(operator) {
            Some(true)
        } else {
            None
        };
        // The ids already match the operator, even if it is negative.
        Ok(self.link_among(field, ids, false, null))
    }

    fn new_many2one(
        &self,
        field: &Arc<Field>,
        comodel: &Arc<Model>,
        leaf: &Leaf,
    ) -> Result<Predicate<'a>> {
        let operator = leaf.operator.as_str();
        let truthy = python::is_true(&leaf.value);
        let negative = is_negative(operator);
        match operator {
            "=?" if !truthy => return Ok(Predicate::TRUE),
            like if like.ends_with("like") && !like.contains('=') => {
                if !truthy {
                    // Any name matches.
                    return Ok(self.link_among(
                        field,
                        self.everything(comodel)?,
                        negative,
                        Some(negative),
                    ));
                }
                let value = Value::from(python::str(&leaf.value));
                let ids = self.named(comodel, positive(operator), &value)?;
                return Ok(self.link_among(field, ids, negative, Some(negative)));
            }
            like if like.ends_with("like") && truthy => {
                if !leaf.value.is_string() {
                    return Err(type_error(format!(
                        "The pattern to match must be a string in condition {}",
                        leaf.path
                    )));
                }
                let ids = self.named(comodel, positive(operator), &leaf.value)?;
                return Ok(self.link_among(field, ids, negative, Some(negative)));
            }
            "<" | ">" | "<=" | ">=" if leaf.value.is_string() => {
                return Err(type_error(format!(
                    "Inequality not supported for relational field using a string in condition {}",
                    leaf.path
                )));
            }
            _ => {}
        }
        let items = match (&leaf.value, operator) {
            (Value::Array(items), _) => items.clone(),
            (text @ Value::String(_), _) => vec![text.clone()],
            _ => Vec::new(),
        };
        let names: Vec<Value> = items
            .iter()
            .filter(|item| item.is_string())
            .cloned()
            .collect();
        if names.is_empty() || matches!(operator, "<" | ">" | "<=" | ">=") {
            return self.column(field, leaf);
        }
        let others: Vec<Value> = items.into_iter().filter(|item| !item.is_string()).collect();
        let ids = self.named(comodel, "in", &names.into())?;
        let by_name = self.link_among(field, ids, negative, Some(negative));
        if others.is_empty() {
            return Ok(by_name);
        }
        let operator = if negative { "not in" } else { "in" };
        let rest = self.column(field, &Leaf::new(&leaf.path, operator, others))?;
        Ok(if negative {
            Predicate::All(vec![by_name, rest])
        } else {
            Predicate::Any(vec![by_name, rest])
        })
    }

    fn everything(&self, comodel: &Arc<Model>) -> Result<HashSet<i64>> {
        let archived = self.view.with_env(self.view.env.with_archived());
        Ok(archived
            .search_all(comodel, &Node::Constant(true))?
            .into_iter()
            .collect())
    }

    /// The domain in `any`.
    pub(super) fn inner(&self, leaf: &Leaf) -> Result<Node> {
        let version = self.view.version();
        match &leaf.value {
            value @ (Value::Array(_) | Value::Bool(_)) => parse(value, version),
            Value::Null if version.has_domain_trees() => Ok(Node::Constant(false)),
            other if version.has_domain_trees() => Err(type_error(format!(
                "Domain() invalid argument type for domain: {}",
                python::repr(other)
            ))),
            other => Err(value_error(format!(
                "Invalid domain {}",
                python::repr(other)
            ))),
        }
    }

    /// A condition on the display name.
    pub(super) fn display_name(&self, leaf: &Leaf) -> Result<Predicate<'a>> {
        let negative = is_negative(&leaf.operator);
        if self.model.display.is_none()
            && let Some(name) = &self.model.rec_name
        {
            return self.column(self.model.field(name)?, &leaf.on(&**name));
        }
        let ids = self
            .view
            .name_domain_ids(self.model, positive(&leaf.operator), &leaf.value)?;
        let test = Predicate::Ids(ids.into_iter().collect());
        Ok(if negative { test.negated() } else { test })
    }
}
