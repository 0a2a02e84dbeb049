//! SQL's filters as conditions of a domain.
//!
//! A condition finds at least the records for which the filter is true, or none is sent.

mod compare;
mod condition;
mod field;
mod like;
mod list;
mod literal;
mod number;
mod time;

pub(crate) use compare::Comparison;
pub(crate) use condition::Condition;
use datafusion::{
    arrow::datatypes::DataType,
    logical_expr::{Between, BinaryExpr, Expr, Like, Operator},
    scalar::ScalarValue,
};
pub(crate) use field::{Fields, Kind};
use literal::{Literal, column};

/// A condition of the server for a filter.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Pushed {
    /// It finds the records for which the filter is true.
    Exact(Condition),
    /// It finds other records as well, so SQL must filter again.
    Inexact(Condition),
}

/// The largest number of terms of one filter.
///
/// 17 and 18 fail with somewhat less than 10,000 terms.
const TERMS: usize = 1_000;

impl Pushed {
    pub(crate) fn condition(self) -> Condition {
        match self {
            Pushed::Exact(condition) | Pushed::Inexact(condition) => condition,
        }
    }

    fn new(condition: Condition, is_exact: bool) -> Self {
        if is_exact {
            Pushed::Exact(condition)
        } else {
            Pushed::Inexact(condition)
        }
    }
}

impl Fields {
    /// Translates a filter.
    pub(crate) fn push(&self, filter: &Expr) -> Option<Pushed> {
        let pushed = self.part(filter, false)?;
        let terms = match &pushed {
            Pushed::Exact(condition) | Pushed::Inexact(condition) => condition.size(),
        };
        (terms <= TERMS).then_some(pushed)
    }

    /// Translates a part of a filter, or its negation.
    ///
    /// Negations are moved inwards to comparisons: `NOT x = 1` is `x <> 1`. It is not the complement of `x = 1` on the server, which also contains NULL.
    fn part(&self, expr: &Expr, negated: bool) -> Option<Pushed> {
        match expr {
            Expr::Not(inner) => self.part(inner, !negated),
            // True where the inner expression is false, and never null.
            Expr::IsFalse(inner) if !negated => self.part(inner, true),
            Expr::IsTrue(inner) if !negated => self.part(inner, false),
            Expr::Column(column) => match self.get(&column.name)? {
                field if field.kind == Kind::Boolean => Some(field.boolean(!negated)),
                _ => None,
            },
            // The optimizer can find out the value of a filter after the scan has taken it.
            Expr::Literal(value, _) => {
                let value = match value {
                    ScalarValue::Boolean(Some(value)) => *value != negated,
                    value if value.is_null() => false,
                    _ => return None,
                };
                Some(Pushed::Exact(Condition::always(value)))
            }
            Expr::IsNull(inner) => self.null(inner, !negated),
            Expr::IsNotNull(inner) => self.null(inner, negated),
            Expr::BinaryExpr(binary) => self.binary(binary, negated),
            Expr::Between(between) => self.between(between, negated),
            Expr::InList(in_list) => list::pushed(self, in_list, negated),
            Expr::Like(like) => self.like(like, negated),
            _ => None,
        }
    }

    fn null(&self, expr: &Expr, is_null: bool) -> Option<Pushed> {
        // Some conversions return null for values that they do not fit.
        let (name, cast) = column(expr)?;
        self.get(name).filter(|_| cast.is_none())?.null(is_null)
    }

    fn binary(&self, binary: &BinaryExpr, negated: bool) -> Option<Pushed> {
        let (left, right) = (&binary.left, &binary.right);
        let comparison = match binary.op {
            Operator::And | Operator::Or => {
                let parts = [self.part(left, negated), self.part(right, negated)];
                return if (binary.op == Operator::And) == negated {
                    any(parts)
                } else {
                    all(parts)
                };
            }
            Operator::Eq => Comparison::Equal,
            Operator::NotEq => Comparison::NotEqual,
            Operator::Lt => Comparison::Less,
            Operator::LtEq => Comparison::LessOrEqual,
            Operator::Gt => Comparison::Greater,
            Operator::GtEq => Comparison::GreaterOrEqual,
            _ => return None,
        };
        if Literal::of(left).is_some() {
            return self.compare(right, comparison.swapped(), left, negated);
        }
        self.compare(left, comparison, right, negated)
    }

    fn compare(
        &self,
        field: &Expr,
        comparison: Comparison,
        value: &Expr,
        negated: bool,
    ) -> Option<Pushed> {
        let (name, cast) = column(field)?;
        let value = Literal::of(value)?;
        let comparison = if negated {
            comparison.negated()
        } else {
            comparison
        };
        self.get(name)?.compare(cast, comparison, &value)
    }

    fn between(&self, between: &Between, negated: bool) -> Option<Pushed> {
        let negated = negated != between.negated;
        let (field, low, high) = (&between.expr, &between.low, &between.high);
        let parts = [
            self.compare(field, Comparison::GreaterOrEqual, low, negated),
            self.compare(field, Comparison::LessOrEqual, high, negated),
        ];
        if negated { any(parts) } else { all(parts) }
    }

    fn like(&self, like: &Like, negated: bool) -> Option<Pushed> {
        if negated != like.negated {
            return None;
        }
        let (name, cast) = column(&like.expr)?;
        let field = self.get(name)?;
        let (Kind::Text(text), Literal::Text(pattern)) = (&field.kind, Literal::of(&like.pattern)?)
        else {
            return None;
        };
        if !cast.is_none_or(DataType::is_string) {
            return None;
        }
        let operator = if like.case_insensitive {
            "=ilike"
        } else {
            "=like"
        };
        let pattern = like::widened(&pattern, like.escape_char, like.case_insensitive)?;
        if !text.fits(&pattern) {
            return None;
        }
        Some(Pushed::Inexact(Condition::term(
            &field.name,
            operator,
            pattern,
        )))
    }
}

/// The parts of a conjunction that can be sent.
fn all(parts: impl IntoIterator<Item = Option<Pushed>>) -> Option<Pushed> {
    joined(parts, true, Condition::All)
}

/// A disjunction, if all of its parts can be sent.
fn any(parts: impl IntoIterator<Item = Option<Pushed>>) -> Option<Pushed> {
    joined(parts, false, Condition::Any)
}

fn joined(
    parts: impl IntoIterator<Item = Option<Pushed>>,
    may_omit: bool,
    join: fn(Vec<Condition>) -> Condition,
) -> Option<Pushed> {
    let (mut conditions, mut is_exact) = (Vec::new(), true);
    for part in parts {
        match part {
            Some(pushed) => {
                is_exact &= matches!(pushed, Pushed::Exact(_));
                conditions.push(pushed.condition());
            }
            None if may_omit => is_exact = false,
            None => return None,
        }
    }
    if conditions.len() > 1 {
        return Some(Pushed::new(join(conditions), is_exact));
    }
    Some(Pushed::new(conditions.pop()?, is_exact))
}

#[cfg(test)]
mod tests;
