//! From a domain to a test of rows.

use std::sync::Arc;

use serde_json::Value;

use super::{
    Leaf, Node,
    compare::{Column, negation},
    dates,
    test::{Getter, Test},
};
use crate::{
    cell::Cell,
    database::Row,
    exception::{Exception, Result, access_error, type_error, value_error},
    field::{Compute, Kind},
    schema::{Field, Model},
    view::{View, simplified},
};

/// A domain that is ready to be asked of the records of a model.
pub(crate) struct Filter<'a> {
    test: Test<'a>,
}

impl<'a> Filter<'a> {
    pub(crate) fn new(view: &View<'a>, model: &Arc<Model>, node: &Node) -> Result<Self> {
        let compiler = Compiler { view, model };
        let test = if view.version().has_domain_trees() {
            compiler.node(&simplified(node), false)?
        } else {
            compiler.node(node, false)?
        };
        Ok(Filter { test })
    }

    pub(crate) fn holds(&self, id: i64, row: &Row) -> bool {
        self.test.of(id, row) == Some(true)
    }
}

/// How late a server finds out: at once, when it writes the query, or when it runs it.
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
    pub(super) fn node(&self, node: &Node, negate: bool) -> Result<Test<'a>> {
        match node {
            // 14 turns `=` into `!=`, which such a leaf does not have.
            Node::Constant(_) if negate && self.view.version().until(14) => {
                Err(value_error("Invalid leaf (1, '!=', 1)"))
            }
            Node::Constant(value) => Ok(Test::Constant(Some(*value != negate))),
            Node::Not(node) => self.node(node, !negate),
            Node::All(nodes) => self.joined(nodes, negate, !negate),
            Node::Any(nodes) => self.joined(nodes, negate, negate),
            Node::Leaf(leaf) if negate => self.negated(leaf),
            Node::Leaf(leaf) => self.leaf(leaf),
        }
    }

    /// Terms that must all hold, or one of them. Servers go through them in turn: what decides the whole ends it (19), and what only the writing of the
    /// query or the database itself finds wrong comes after all else that is.
    fn joined(&self, nodes: &[Node], negate: bool, all: bool) -> Result<Test<'a>> {
        let mut tests = Vec::with_capacity(nodes.len());
        let mut late: Option<Exception> = None;
        for node in nodes {
            match self.node(node, negate) {
                Ok(Test::Constant(Some(value))) if self.view.version().has_domain_trees() => {
                    if value != all {
                        return Ok(Test::Constant(Some(value)));
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
            None if all => Ok(Test::All(tests)),
            None => Ok(Test::Any(tests)),
        }
    }

    /// `!` goes into the operator where there is one that says it (`odoo/osv/expression.py`, `distribute_not`; 19: `orm/domains.py`).
    fn negated(&self, leaf: &Leaf) -> Result<Test<'a>> {
        let version = self.view.version();
        let is_path = leaf.path.contains('.');
        if let Some(value) = self.constant(leaf).filter(|_| version.has_domain_trees()) {
            return Ok(Test::Constant(Some(!value)));
        }
        if leaf.operator == "=?" && version.since(19) && !is_path {
            return self.negated(&Leaf {
                operator: "=".to_owned(),
                ..leaf.clone()
            });
        }
        let Some(operator) = negation(&leaf.operator, version) else {
            return Ok(self.leaf(leaf)?.negated());
        };
        if is_path && version.has_any() {
            // Of a path it is a negation of `any`, which needs no target.
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
        let inverse = Leaf {
            operator: operator.to_owned(),
            ..leaf.clone()
        };
        let test = self.leaf(&inverse)?;
        let is_order = matches!(operator, "<" | ">" | "<=" | ">=");
        if is_order && version.since(19) && !is_path {
            let field = self.field(&leaf.path, leaf)?;
            let column = Column {
                field: &field,
                env: &self.view.env,
                version,
            };
            if !column.has_falsy_value() {
                let empty = self.leaf(&Leaf {
                    operator: "=".to_owned(),
                    value: false.into(),
                    ..leaf.clone()
                })?;
                return Ok(Test::Any(vec![empty, test]));
            }
        }
        Ok(test)
    }

    /// The field of this name, which the user must be allowed to see.
    fn field(&self, name: &str, leaf: &Leaf) -> Result<Arc<Field>> {
        let version = self.view.version();
        let Some(field) = self.model.find(name) else {
            let place = if version.since(19) {
                "condition"
            } else {
                "leaf"
            };
            return Err(value_error(format!(
                "Invalid field {}.{name} in {place} ('{}', '{}', {})",
                self.model.name,
                leaf.path,
                leaf.operator,
                crate::python::repr(&leaf.value)
            )));
        };
        if version.hides_restricted_fields() && !self.view.may_see(field) {
            return Err(access_error(format!(
                "You do not have enough rights to access the field \"{name}\" on {} ({}).",
                self.model.label, self.model.name
            )));
        }
        Ok(Arc::clone(field))
    }

    fn leaf(&self, leaf: &Leaf) -> Result<Test<'a>> {
        let version = self.view.version();
        if let Some(value) = self.constant(leaf).filter(|_| version.has_domain_trees()) {
            return Ok(Test::Constant(Some(value)));
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
                crate::python::repr(&leaf.value)
            )));
        }
        if let Some(rest) = rest {
            return match field.kind {
                kind if kind.is_relation() => self.path(leaf, false),
                Kind::Properties if version.has_any() => self.property(&field, rest, leaf),
                kind if kind.is_temporal() && version.has_date_parts() => {
                    self.date_part(&field, rest, leaf)
                }
                _ if version.since(18) => Err(value_error(format!(
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
            let path: Vec<&str> = field
                .path()
                .unwrap_or_default()
                .iter()
                .map(|name| &**name)
                .collect();
            return self.leaf(&Leaf {
                path: path.join("."),
                ..leaf.clone()
            });
        }
        if matches!(leaf.operator.as_str(), "child_of" | "parent_of") {
            return self.hierarchy(&field, leaf);
        }
        match field.kind {
            Kind::Many2one => self.many2one(&field, leaf),
            Kind::One2many | Kind::Many2many => self.list(&field, leaf),
            Kind::Binary => Ok(self.binary(field, leaf)),
            _ if leaf.operator.ends_with("any") => Err(value_error(format!(
                "Cannot use '{}' with non-relational fields in condition on {}",
                leaf.operator, leaf.path
            ))),
            _ => self.column(field, leaf),
        }
    }

    /// A condition on a column of the model's own.
    pub(super) fn column(&self, field: Arc<Field>, leaf: &Leaf) -> Result<Test<'a>> {
        if let Some(test) = self.term(&field, leaf)? {
            return Ok(test);
        }
        let get = self.getter(Arc::clone(&field));
        Column {
            field: &field,
            env: &self.view.env,
            version: self.view.version(),
        }
        .test(leaf, get)
    }

    /// A condition on a translated text in 14, which is asked of a table of terms: an empty text meets no operator, and a list is none that the table's query
    /// can be written with.
    fn term(&self, field: &Arc<Field>, leaf: &Leaf) -> Result<Option<Test<'a>>> {
        if self.view.version().has_translated_columns()
            || !field.translate
            || !crate::python::is_true(&leaf.value)
        {
            return Ok(None);
        }
        let is_list = leaf.value.is_array();
        match leaf.operator.as_str() {
            "=?" => {
                return Err(Exception::postgres(
                    "UndefinedFunction",
                    "operator does not exist: character varying =? unknown",
                ));
            }
            "not in" => {
                return Err(Exception::postgres(
                    "SyntaxError",
                    "syntax error at or near \"ARRAY\"",
                ));
            }
            "!=" if is_list => {
                return Err(Exception::postgres(
                    "SyntaxError",
                    "syntax error at or near \"ARRAY\"",
                ));
            }
            operator
                if is_list
                    && !matches!(
                        operator,
                        "in" | "=" | "like" | "not like" | "ilike" | "not ilike"
                    ) =>
            {
                return Err(Exception::postgres(
                    "UndefinedFunction",
                    format!("operator does not exist: character varying {operator} text[]"),
                ));
            }
            "in" | "=" if is_list => {
                let items = leaf.value.as_array().into_iter().flatten();
                if items.clone().any(Value::is_boolean) {
                    return Err(Exception::postgres(
                        "UndefinedFunction",
                        "operator does not exist: character varying = boolean",
                    ));
                }
            }
            _ => {}
        }
        let get = self.getter(Arc::clone(field));
        let plain = Field {
            translate: false,
            ..Field::clone(field)
        };
        let test = Column {
            field: &plain,
            env: &self.view.env,
            version: self.view.version(),
        }
        .test(leaf, get)?;
        let there = Test::cell(self.getter(Arc::clone(field)), |cell| {
            if cell.is_null() { None } else { Some(true) }
        });
        Ok(Some(Test::All(vec![there, test])))
    }

    fn getter(&self, field: Arc<Field>) -> Getter<'a> {
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

    /// A condition on a field without a column: none if it can be treated like one that has.
    fn unstored(&self, field: &Arc<Field>, leaf: &Leaf) -> Result<Option<Test<'a>>> {
        let version = self.view.version();
        if let Some(path) = field.path() {
            let path: Vec<&str> = path.iter().map(|name| &**name).collect();
            let on_path = Leaf {
                path: path.join("."),
                ..leaf.clone()
            };
            let test = self.leaf(&on_path)?;
            // From 18 on what is empty is found without a target as well.
            if path.len() > 1 && version.since(18) && self.finds_empty(field, leaf) {
                let unset = self.leaf(&Leaf {
                    path: path.first().copied().unwrap_or_default().to_owned(),
                    operator: "=".to_owned(),
                    value: false.into(),
                })?;
                return Ok(Some(Test::Any(vec![test, unset])));
            }
            return Ok(Some(test));
        }
        match field.compute {
            Some(Compute::DisplayName) if version.searches_display_name() => {
                self.display_name(leaf).map(Some)
            }
            Some(
                Compute::Commercial | Compute::Sum(..) | Compute::Product(..) | Compute::Add(..),
            ) => Ok(None),
            _ if version.ignores_unsearchable() => Ok(Some(Test::TRUE)),
            _ => Err(value_error(format!(
                "Cannot convert {}.{} to SQL because it is not stored",
                self.model.name, field.name
            ))),
        }
    }

    /// Whether a condition is met by an empty value.
    fn finds_empty(&self, field: &Field, leaf: &Leaf) -> bool {
        let is_falsy = |value: &Value| {
            crate::python::is_none(value)
                || match field.kind {
                    kind if kind.is_text() => value.as_str() == Some(""),
                    kind if kind.is_number() => value.as_f64() == Some(0.0),
                    _ => false,
                }
        };
        let falsy = match &leaf.value {
            Value::Array(items) => items.iter().any(is_falsy),
            other => is_falsy(other),
        };
        super::compare::is_negative(&leaf.operator) != falsy
    }

    /// A part of a date, such as `date_order.month_number`.
    fn date_part(&self, field: &Arc<Field>, part: &str, leaf: &Leaf) -> Result<Test<'a>> {
        let Some(part) = dates::PARTS.iter().find(|known| **known == part) else {
            return Err(value_error(format!(
                "Invalid field property '{part}' on {}.{}",
                self.model.name, field.name
            )));
        };
        let zone = if field.kind == Kind::Datetime {
            self.view.env.zone()
        } else {
            chrono_tz::Tz::UTC
        };
        let whole = self.getter(Arc::clone(field));
        let get: Getter<'a> = Box::new(move |id, row| {
            dates::part(&whole(id, row), part, zone).map_or(Cell::Null, Cell::Int)
        });
        let number = Field {
            name: Arc::clone(&field.name),
            ..Field::of(Kind::Many2oneReference)
        };
        Column {
            field: &number,
            env: &self.view.env,
            version: self.view.version(),
        }
        .test(leaf, get)
    }

    /// Bytes can be there or not, and nothing else is asked of them (`expression.py`: "ignore").
    fn binary(&self, field: Arc<Field>, leaf: &Leaf) -> Test<'a> {
        let falsy = !crate::python::is_true(&leaf.value);
        let there = match leaf.operator.as_str() {
            "=" if falsy => false,
            "!=" if falsy => true,
            _ => return Test::TRUE,
        };
        let get = self.getter(field);
        Test::cell(get, move |cell| Some(cell.is_null() != there))
    }
}
