//! Compiles a domain to a test of rows.

mod compare;
mod constant;
mod dates;
mod hierarchy;
mod like;
mod predicate;
mod properties;
mod relations;
mod translated;
mod unstored;
mod x2many;

pub(crate) use dates::{to_local, to_utc};

use std::sync::Arc;

use serde_json::Value;

use self::{
    compare::Column,
    predicate::{Getter, Predicate},
};
use super::{Env, View};
use crate::{
    domain::{
        Leaf, Node,
        operator::{is_order, negation},
        simplified, within_depth,
    },
    exception::{Exception, Result, type_error, value_error},
    python,
    schema::{Field, Kind, Model},
    storage::{Cell, Row},
};

/// The number of levels that a step of a path counts as.
///
/// A step needs more stack than an operator.
const RELATION: usize = 3;

/// A compiled domain, ready to test the records of a model.
pub(crate) struct Filter<'a> {
    test: Predicate<'a>,
}

impl<'a> Filter<'a> {
    pub(crate) fn new(view: &View<'a>, model: &Arc<Model>, node: &Node) -> Result<Self> {
        let depth = within_depth(node, view.env.depth + RELATION)?;
        let view = &view.with_env(Env {
            depth,
            ..view.env.clone()
        });
        let compiler = Compiler { view, model };
        let test = if view.version().has_domain_trees() {
            compiler.node(&simplified(node), false)?
        } else {
            compiler.node(node, false)?
        };
        Ok(Filter { test })
    }

    /// Whether no record can match (19: `DomainBool` after `optimize_full`).
    pub(crate) fn is_false(&self) -> bool {
        matches!(self.test, Predicate::Constant(Some(false)))
    }

    pub(crate) fn holds(&self, id: i64, row: &Row) -> bool {
        self.test.of(id, row) == Some(true)
    }
}

/// The maximum number of terms of one operator, if PostgreSQL nests each.
///
/// 9,000 terms succeed (17), and 9,990 fail (17, 18).
const MOST_NESTED: usize = 9_500;

/// The phase in which a server detects an error.
///
/// The phases are parsing (0), building the query (1) and running it (2).
fn lateness(exception: &Exception) -> u8 {
    match exception.name.as_str() {
        "builtins.AssertionError" => 1,
        name if name.starts_with("psycopg2.") => 2,
        _ => 0,
    }
}

pub(super) struct Compiler<'v, 'a> {
    pub(super) view: &'v View<'a>,
    pub(super) model: &'v Arc<Model>,
}

impl<'a> Compiler<'_, 'a> {
    pub(super) fn node(&self, node: &Node, negate: bool) -> Result<Predicate<'a>> {
        match node {
            Node::Constant(_) if negate && self.view.version().negates_constants() => {
                Err(value_error("Invalid leaf (1, '!=', 1)"))
            }
            Node::Constant(value) => Ok(Predicate::Constant(Some(*value != negate))),
            Node::Not(node) => self.node(node, !negate),
            Node::All(nodes) => self.joined(nodes, negate, !negate),
            Node::Any(nodes) => self.joined(nodes, negate, negate),
            Node::Leaf(leaf) if negate => self.negated(leaf),
            Node::Leaf(leaf) => self.leaf(leaf),
        }
    }

    /// Compiles terms joined by `and` (`all`) or `or`.
    ///
    /// Servers evaluate them in order: on 19, a term that decides the result ends the evaluation. Errors from building
    /// the query or from the database come after all other errors.
    fn joined(&self, nodes: &[Node], negate: bool, all: bool) -> Result<Predicate<'a>> {
        let mut tests = Vec::with_capacity(nodes.len());
        let is_too_deep = nodes.len() > MOST_NESTED && self.view.version().nests_terms();
        let mut late = is_too_deep.then(|| Exception::postgres("SyntaxError", "memory exhausted"));
        for node in nodes {
            match self.node(node, negate) {
                Ok(Predicate::Constant(Some(value))) if self.view.version().has_domain_trees() => {
                    if value != all {
                        return Ok(Predicate::Constant(Some(value)));
                    }
                }
                Ok(test) => tests.push(test),
                Err(exception) => match lateness(&exception) {
                    0 => return Err(exception),
                    own if late.as_ref().is_none_or(|late| own < lateness(late)) => {
                        late = Some(exception);
                    }
                    _ => {}
                },
            }
        }
        match late {
            Some(exception) => Err(exception),
            None if all => Ok(Predicate::All(tests)),
            None => Ok(Predicate::Any(tests)),
        }
    }

    /// Negates a condition by inverting its operator if possible (`odoo/osv/expression.py`, `distribute_not`; 19: `orm/domains.py`).
    fn negated(&self, leaf: &Leaf) -> Result<Predicate<'a>> {
        let version = self.view.version();
        let is_path = leaf.path.contains('.');
        if let Some(value) = self.constant(leaf).filter(|_| version.has_domain_trees()) {
            return Ok(Predicate::Constant(Some(!value)));
        }
        if leaf.operator == "=?" && version.has_domain_trees() && !is_path {
            return self.negated(&leaf.by("="));
        }
        if leaf.operator == "=?" && version.negates_optional() && !is_path {
            return if python::is_true(&leaf.value) {
                self.leaf(&leaf.by("!="))
            } else {
                Ok(Predicate::FALSE)
            };
        }
        let Some(operator) = negation(&leaf.operator, version) else {
            return Ok(self.leaf(leaf)?.negated());
        };
        if is_path && version.has_any() {
            // For a path this negates `any`, which also matches records without a target.
            let (first, _) = leaf.path.split_once('.').unwrap_or((&leaf.path, ""));
            let is_relation = self
                .model
                .find(first)
                .is_some_and(|field| field.kind.is_relation());
            return if is_relation {
                self.path(leaf, true)
            } else {
                Ok(self.leaf(leaf)?.negated())
            };
        }
        let test = self.leaf(&leaf.by(operator))?;
        if is_order(operator) && version.has_domain_trees() && !is_path {
            let field = self.field(&leaf.path, leaf)?;
            if !self.column_of(&field).has_falsy_value() {
                let empty = self.leaf(&Leaf::new(&leaf.path, "=", false))?;
                return Ok(Predicate::Any(vec![empty, test]));
            }
        }
        Ok(test)
    }

    /// The field of this name. The user must have access to it.
    fn field(&self, name: &str, leaf: &Leaf) -> Result<Arc<Field>> {
        let version = self.view.version();
        let Some(field) = self.model.find(name) else {
            let place = if version.has_domain_trees() {
                "condition"
            } else {
                "leaf"
            };
            return Err(value_error(format!(
                "Invalid field {}.{name} in {place} ('{}', '{}', {})",
                self.model.name,
                leaf.path,
                leaf.operator,
                python::repr(&leaf.value)
            )));
        };
        if version.hides_restricted_fields() {
            self.view.check_field(self.model, field)?;
        }
        Ok(Arc::clone(field))
    }

    pub(super) fn leaf(&self, leaf: &Leaf) -> Result<Predicate<'a>> {
        let version = self.view.version();
        if let Some(value) = self.constant(leaf).filter(|_| version.has_domain_trees()) {
            return Ok(Predicate::Constant(Some(value)));
        }
        let (first, rest) = match leaf.path.split_once('.') {
            Some((first, rest)) => (first, Some(rest)),
            None => (leaf.path.as_str(), None),
        };
        let field = self.field(first, leaf)?;
        let is_domain = matches!(leaf.value, Value::Array(_) | Value::Bool(_) | Value::Null);
        if leaf.operator.ends_with("any") && !is_domain && version.has_domain_trees() {
            return Err(type_error(format!(
                "Domain() invalid argument type for domain: {}",
                python::repr(&leaf.value)
            )));
        }
        if let Some(rest) = rest {
            return match field.kind {
                kind if kind.is_relation() => self.path(leaf, false),
                Kind::Properties if version.has_any() => self.property(&field, rest, leaf),
                kind if kind.is_temporal() && version.has_date_parts() => {
                    self.date_part(&field, rest, leaf)
                }
                _ if version.has_date_parts() => Err(value_error(format!(
                    "Invalid field property '{rest}' on {}.{first}",
                    self.model.name
                ))),
                _ => Err(crate::exception::attribute_error(format!(
                    "'{}' object has no attribute 'auto_join'",
                    field.kind.name()
                ))),
            };
        }
        if !field.store && !field.inherited && field.compute.is_some() {
            if let Some(test) = self.unstored(&field, leaf)? {
                return Ok(test);
            }
        } else if field.inherited {
            return self.leaf(&leaf.on(field.path().unwrap_or_default().join(".")));
        }
        if matches!(leaf.operator.as_str(), "child_of" | "parent_of") {
            return self.hierarchy(&field, leaf);
        }
        match field.kind {
            Kind::Many2one => self.many2one(&field, leaf),
            Kind::One2many | Kind::Many2many => self.list(&field, leaf),
            Kind::Binary => Ok(self.binary(&field, leaf)),
            _ if leaf.operator.ends_with("any") => Err(value_error(format!(
                "Cannot use '{}' with non-relational fields in condition on {}",
                leaf.operator, leaf.path
            ))),
            _ => self.column(&field, leaf),
        }
    }

    /// A condition on a column of the model itself.
    pub(super) fn column(&self, field: &Arc<Field>, leaf: &Leaf) -> Result<Predicate<'a>> {
        if let Some(test) = self.term(field, leaf)? {
            return Ok(test);
        }
        self.ask(field, leaf, self.getter(Arc::clone(field)))
    }

    /// A condition on a computed value, which is treated like a column of this field.
    pub(super) fn ask(&self, field: &Field, leaf: &Leaf, get: Getter<'a>) -> Result<Predicate<'a>> {
        self.column_of(field).test(leaf, get)
    }

    fn column_of<'c>(&'c self, field: &'c Field) -> Column<'c> {
        Column {
            field,
            env: &self.view.env,
            version: self.view.version(),
        }
    }

    pub(super) fn getter(&self, field: Arc<Field>) -> Getter<'a> {
        let view = self.view.clone();
        let model = Arc::clone(self.model);
        let language = view.env.language().to_owned();
        let whole_seconds = view.version().compares_whole_seconds() && field.kind == Kind::Datetime;
        if field.kind == Kind::Id {
            return Box::new(|id, _: &Row| Cell::Int(id));
        }
        Box::new(move |id, row| {
            let cell = view.cell(&model, id, row, &field);
            match cell {
                Cell::Terms(_) => cell.in_language(&language),
                Cell::Time(time) if whole_seconds => {
                    use chrono::Timelike as _;
                    Cell::Time(time.with_nanosecond(0).unwrap_or(time))
                }
                other => other,
            }
        })
    }

    /// Binary fields can only be tested for being set (`expression.py`: "ignore").
    fn binary(&self, field: &Arc<Field>, leaf: &Leaf) -> Predicate<'a> {
        let falsy = !python::is_true(&leaf.value);
        let there = match leaf.operator.as_str() {
            "=" if falsy => false,
            "!=" if falsy => true,
            _ => return Predicate::TRUE,
        };
        Predicate::cell(self.getter(Arc::clone(field)), move |cell| {
            Some(cell.is_null() != there)
        })
    }
}

#[cfg(test)]
mod tests {
    use odoo_rpc::Call;
    use serde_json::json;

    use crate::World;

    #[tokio::test]
    async fn too_many_terms_of_one_operator_fail_on_17_and_18() {
        for (major, count, works) in [
            (16, 9_990, true),
            (17, 9_000, true),
            (17, 9_990, false),
            (18, 9_990, false),
            (19, 9_990, true),
        ] {
            let mut domain = vec![json!("|"); count - 1];
            domain.extend((0..count).map(|number| json!(["id", ">", number])));
            let call = Call::read("res.partner", "search_count").arg("domain", domain);
            let found = World::version(major).client().call(call).await;
            let error = found.err().map(|error| error.to_string());
            let fails = error.is_some_and(|error| error.contains("memory exhausted"));
            assert_eq!(fails, !works, "{major}");
        }
    }
}
