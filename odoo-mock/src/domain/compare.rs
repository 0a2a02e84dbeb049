//! Conditions on the value of a column.

mod operand;

use std::cmp::Ordering;

use serde_json::Value;

use super::{
    Leaf,
    like::Pattern,
    test::{Getter, Test, Truth},
};
use crate::{
    cell::Cell,
    env::Env,
    exception::{Exception, Result, type_error, value_error},
    field::Kind,
    python,
    schema::Field,
    version::Version,
};

pub(super) use operand::number_text;

/// A condition on a column: its field, and what to ask.
pub(super) struct Column<'a> {
    pub(super) field: &'a Field,
    pub(super) env: &'a Env,
    pub(super) version: Version,
}

/// The operators that an empty value meets.
pub(super) fn is_negative(operator: &str) -> bool {
    operator == "!=" || operator.starts_with("not ")
}

/// The operator that is true where this one is false.
pub(super) fn negation(operator: &str, version: Version) -> Option<&'static str> {
    const PAIRS: &[(&str, &str)] = &[
        ("=", "!="),
        ("<", ">="),
        (">", "<="),
        ("in", "not in"),
        ("like", "not like"),
        ("ilike", "not ilike"),
        ("any", "not any"),
        // 19 only: see below.
        ("=like", "not =like"),
        ("=ilike", "not =ilike"),
    ];
    let known = if version.since(19) {
        PAIRS
    } else {
        PAIRS.get(..7).unwrap_or(PAIRS)
    };
    known.iter().find_map(|(one, other)| match operator {
        operator if operator == *one => Some(*other),
        operator if operator == *other => Some(*one),
        _ => None,
    })
}

impl Column<'_> {
    /// The condition; `get` gets the value from a record.
    pub(super) fn test<'t>(&self, leaf: &Leaf, get: Getter<'t>) -> Result<Test<'t>> {
        let (operator, value) = self.normal(leaf)?;
        if operator == "=?" {
            let passes = if self.version.since(19) {
                !python::is_true(&value)
            } else {
                python::is_none(&value)
            };
            if passes {
                return Ok(Test::TRUE);
            }
            if !self.version.since(19) {
                // A list is not taken for one.
                return self.equal("=", &value, get);
            }
            return self.test(
                &Leaf {
                    operator: "=".to_owned(),
                    ..leaf.clone()
                },
                get,
            );
        }
        match operator.as_str() {
            "in" | "not in" => self.member(&operator, &value, leaf, get),
            "=" | "!=" if self.version.since(19) => {
                let operator = if operator == "=" { "in" } else { "not in" };
                self.member(operator, &Value::Array(vec![value]), leaf, get)
            }
            like if like.ends_with("like") => self.pattern(like, &value, leaf, get),
            "=" | "!=" => self.equal(&operator, &value, get),
            "<" | ">" | "<=" | ">=" => self.order(&operator, &value, leaf, get),
            other => {
                if !self.version.since(19) {
                    self.operand(&value, leaf)?;
                }
                Err(self.unusable(other, leaf))
            }
        }
    }

    /// What an operator that is for relations comes to on a column.
    fn unusable(&self, operator: &str, leaf: &Leaf) -> Exception {
        if self.version.since(19) {
            return value_error(format!("Cannot execute {operator} for {}", leaf.path));
        }
        // It reaches the database as it is (`odoo/osv/expression.py`, `__leaf_to_sql`).
        Exception::postgres(
            "SyntaxError",
            format!("syntax error at or near \"{operator}\""),
        )
    }

    /// `=` with a list is `in`, and what else the version puts right before it looks.
    fn normal(&self, leaf: &Leaf) -> Result<(String, Value)> {
        let (mut operator, mut value) = (leaf.operator.clone(), leaf.value.clone());
        if let (Value::Array(items), "=" | "!=") = (&value, operator.as_str()) {
            if items.is_empty() && self.version.since(19) {
                value = Value::Bool(false);
            } else {
                operator = if operator == "=" { "in" } else { "not in" }.to_owned();
            }
        }
        if self.field.kind == Kind::Datetime
            && !self.version.has_relative_dates()
            && let Value::String(text) = &value
            && text.chars().count() == 10
        {
            // A day alone is its start, or its end where that is meant.
            let end = matches!(operator.as_str(), ">" | "<=");
            value = format!("{text} {}", if end { "23:59:59" } else { "00:00:00" }).into();
        }
        Ok((operator, value))
    }

    /// `in` and `not in`.
    fn member<'t>(
        &self,
        operator: &str,
        value: &Value,
        leaf: &Leaf,
        get: Getter<'t>,
    ) -> Result<Test<'t>> {
        let positive = operator == "in";
        let items = match value {
            Value::Array(items) => items.clone(),
            other if self.version.since(19) => {
                if python::is_true(other) {
                    vec![other.clone()]
                } else {
                    Vec::new()
                }
            }
            Value::Bool(false) if !positive => vec![Value::Bool(false)],
            Value::Bool(_) => Vec::new(),
            other => {
                return Err(value_error(format!(
                    "Invalid domain term ('{}', '{operator}', {})",
                    leaf.path,
                    python::repr(other)
                )));
            }
        };
        let mut wanted: Vec<Cell> = Vec::new();
        let (mut null, mut unknown) = (false, false);
        for item in &items {
            if self.is_null(item) {
                null = true;
                continue;
            }
            match self.item(item, leaf)? {
                Cell::Null => unknown = true,
                cell => wanted.push(cell),
            }
        }
        if self.field.kind == Kind::Boolean && !self.version.since(19) {
            // Only what is equal to `True` or `False` counts.
            wanted.retain(|_| true);
            let has = |wanted: bool| items.iter().any(|item| python::equal(item, &wanted.into()));
            wanted = [true, false]
                .into_iter()
                .filter(|value| has(*value))
                .map(Cell::Bool)
                .collect();
            null = has(false);
            unknown = false;
        }
        if let Some(falsy) = self.falsy_value() {
            if wanted.iter().any(|cell| cell.equals(&falsy)) {
                null = true;
            } else if null {
                wanted.push(falsy);
            }
        }
        Ok(Test::cell(get, move |cell| -> Truth {
            if cell.is_null() {
                return match (positive, null) {
                    (true, true) | (false, false) => Some(true),
                    (false, true) => Some(false),
                    (true, false) if wanted.is_empty() && !unknown => Some(false),
                    (true, false) => None,
                };
            }
            let found = wanted.iter().any(|wanted| wanted.equals(cell));
            match (found, unknown) {
                (true, _) => Some(positive),
                (false, true) => None,
                (false, false) => Some(!positive),
            }
        }))
    }

    /// What counts as empty from 18 on besides NULL.
    fn falsy_value(&self) -> Option<Cell> {
        if !self.version.falsy_equals_null() {
            return None;
        }
        match self.field.kind {
            kind if kind.is_text() => Some(Cell::text("")),
            Kind::Integer => Some(Cell::Int(0)),
            kind if kind.is_float() => Some(Cell::Float(0.0)),
            Kind::Boolean => Some(Cell::Bool(false)),
            _ => None,
        }
    }

    pub(super) fn has_falsy_value(&self) -> bool {
        self.falsy_value().is_some()
    }

    /// Whether an item of a list stands for NULL.
    fn is_null(&self, item: &Value) -> bool {
        if self.version.zero_in_list_is_null() {
            python::equal(item, &false.into())
        } else {
            python::is_none(item)
        }
    }

    /// An item of a list.
    fn item(&self, item: &Value, leaf: &Leaf) -> Result<Cell> {
        if self.version.since(19) && (item.is_array() || item.is_object()) {
            return Err(type_error(format!(
                "unhashable type: '{}'",
                python::type_name(item)
            )));
        }
        if self.field.kind == Kind::Id {
            return match item {
                Value::Bool(_) => Err(no_operator("integer = boolean")),
                Value::String(text) => number_text(text),
                other => Ok(other.as_f64().map_or(Cell::Null, Cell::Float)),
            };
        }
        self.operand(item, leaf)
    }

    /// `=` and `!=`, up to 18.
    fn equal<'t>(&self, operator: &str, value: &Value, get: Getter<'t>) -> Result<Test<'t>> {
        let positive = operator == "=";
        let none = python::is_none(value);
        if self.field.kind == Kind::Boolean && value.is_boolean() {
            // `= false` and `!= true` find what was never set, too.
            let wanted = (value == &Value::Bool(true)) == positive;
            return Ok(Test::cell(get, move |cell| match cell {
                Cell::Bool(value) => Some(*value == wanted),
                _ => Some(!wanted),
            }));
        }
        let falsy = self.falsy_value();
        if none {
            return Ok(Test::cell(get, move |cell| {
                let empty =
                    cell.is_null() || falsy.as_ref().is_some_and(|falsy| falsy.equals(cell));
                Some(empty == positive)
            }));
        }
        let leaf = Leaf {
            path: self.field.name.to_string(),
            operator: operator.to_owned(),
            value: value.clone(),
        };
        let wanted = self.operand(value, &leaf)?;
        if wanted.is_null() {
            return Ok(Test::Constant(None));
        }
        let is_falsy = falsy.is_some_and(|falsy| falsy.equals(&wanted));
        let truthy = python::is_true(value);
        Ok(Test::cell(get, move |cell| {
            match (cell.is_null(), positive) {
                (true, true) => {
                    if is_falsy {
                        Some(true)
                    } else {
                        None
                    }
                }
                // `!= 'x'` finds what is empty; `!= ''` does not.
                (true, false) => {
                    if truthy && !is_falsy {
                        Some(true)
                    } else {
                        None
                    }
                }
                (false, _) => Some(wanted.equals(cell) == positive),
            }
        }))
    }

    /// `<`, `>`, `<=`, `>=`.
    fn order<'t>(
        &self,
        operator: &str,
        value: &Value,
        leaf: &Leaf,
        get: Getter<'t>,
    ) -> Result<Test<'t>> {
        let kind = self.field.kind;
        if kind == Kind::Boolean && self.version.since(19) {
            return Err(value_error(format!(
                "Cannot compare '{}' with {operator}",
                leaf.path
            )));
        }
        let takes = match operator {
            "<" => |order: Ordering| order.is_lt(),
            ">" => |order: Ordering| order.is_gt(),
            "<=" => |order: Ordering| order.is_le(),
            _ => |order: Ordering| order.is_ge(),
        };
        let counts_null = (kind.is_number()
            && self.version.null_number_has_order()
            && kind != Kind::Many2oneReference)
            || (kind.is_text() && self.version.null_text_has_order());
        let falsy = self.falsy_value().filter(|_| counts_null);
        let none = python::is_none(value)
            || (self.version.since(19) && !kind.is_text() && !python::is_true(value));
        let wanted = match &falsy {
            Some(falsy) if none => falsy.clone(),
            _ if kind == Kind::Id && value.is_boolean() && self.version.since(19) => {
                return Err(no_operator("integer < boolean"));
            }
            _ if python::is_none(value) && !kind.is_number() && kind != Kind::Boolean => {
                return Ok(Test::Constant(None));
            }
            _ if none && kind.is_temporal() => return Ok(Test::Constant(None)),
            _ => self.operand(value, leaf)?,
        };
        if wanted.is_null() {
            return Ok(Test::Constant(None));
        }
        let of_null = falsy.map(|falsy| falsy.compare(&wanted).is_some_and(takes));
        Ok(Test::cell(get, move |cell| match cell {
            Cell::Null => match of_null {
                Some(true) => Some(true),
                _ => None,
            },
            cell => cell.compare(&wanted).map(takes),
        }))
    }

    /// `like` and its kin.
    fn pattern<'t>(
        &self,
        operator: &str,
        value: &Value,
        leaf: &Leaf,
        get: Getter<'t>,
    ) -> Result<Test<'t>> {
        let negative = is_negative(operator);
        let whole = operator.contains('=');
        let folds = operator.ends_with("ilike");
        let truthy = python::is_true(value);
        if self.version.since(19) {
            if !truthy && whole {
                let operator = if negative { "not in" } else { "in" };
                if self.field.kind == Kind::Id {
                    return Ok(Test::Constant(Some(negative)));
                }
                return self.member(operator, &Value::Array(vec![false.into()]), leaf, get);
            }
            if !truthy {
                return Ok(Test::Constant(Some(!negative)));
            }
            if whole && !value.is_string() {
                return Err(type_error(format!(
                    "The pattern to match must be a string in condition {}",
                    leaf.path
                )));
            }
            if self.field.kind == Kind::Boolean {
                return Err(value_error(format!(
                    "Cannot compare '{}' with {operator}",
                    leaf.path
                )));
            }
        }
        let pattern = if whole {
            match self.whole_pattern(value, leaf)? {
                Some(pattern) => pattern,
                None => return Ok(Test::Constant(None)),
            }
        } else {
            let text = if python::is_none(value) {
                String::new()
            } else {
                python::str(value)
            };
            format!("%{text}%")
        };
        let pattern = Pattern::new(&pattern, folds);
        let finds_null = (negative && truthy) || (!whole && !truthy);
        // An empty pattern in `=like` is an empty value from 18 on.
        let finds_falsy = whole && !truthy && self.falsy_value().is_some();
        let language = self.env.language().to_owned();
        Ok(Test::cell(get, move |cell| {
            match cell.cast_to_text(&language) {
                None if finds_null || finds_falsy => Some(true),
                None => None,
                Some(text) => Some(pattern.matches(&text) != negative),
            }
        }))
    }

    /// The pattern of `=like`, which up to 18 goes through the type of the column.
    fn whole_pattern(&self, value: &Value, leaf: &Leaf) -> Result<Option<String>> {
        if self.version.since(19) {
            return Ok(Some(python::str(value)));
        }
        if self.field.kind == Kind::Id {
            return Ok((!python::is_none(value)).then(|| python::str(value)));
        }
        if self.field.kind.is_number() || self.field.kind == Kind::Boolean {
            self.operand(value, leaf)?;
            return Err(no_operator("text ~~ integer"));
        }
        if python::is_none(value) {
            return Ok(None);
        }
        if self.field.kind == Kind::Many2one && !value.is_string() {
            self.operand(value, leaf)?;
            // Nothing is no number.
            return if python::is_true(value) {
                Err(no_operator("text ~~ integer"))
            } else {
                Ok(None)
            };
        }
        if self.field.kind.is_temporal() {
            return Ok(Some(python::str(value)));
        }
        Ok(self.operand(value, leaf)?.as_text("").map(str::to_owned))
    }
}

fn no_operator(what: &str) -> Exception {
    Exception::postgres(
        "UndefinedFunction",
        format!("operator does not exist: {what}"),
    )
}
