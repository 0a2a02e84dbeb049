//! Aggregates of SQL, as aggregates of the server's groups.

use datafusion::{
    arrow::datatypes::{DataType, TimeUnit},
    functions::core::expr_fn::coalesce,
    functions_aggregate::expr_fn::{max, min, sum},
    logical_expr::{Expr, cast, lit},
    prelude::Column,
};

use super::key::Key;
use crate::push::{Fields, Kind};

/// A value that is read for each of the server's groups.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Measure {
    pub(super) function: Function,
    pub(super) field: String,
    pub(super) kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Function {
    /// The number of records with a value, or of all records without a field.
    Count,
    Sum,
    Min,
    Max,
}

impl Function {
    pub(super) fn name(self) -> &'static str {
        match self {
            Function::Count => "count",
            Function::Sum => "sum",
            Function::Min => "min",
            Function::Max => "max",
        }
    }
}

impl Measure {
    pub(super) fn data_type(&self) -> DataType {
        match (self.function, &self.kind) {
            (Function::Count, _) | (Function::Sum, Kind::Integer) => DataType::Int64,
            (_, Kind::Float { .. }) => DataType::Float64,
            (_, Kind::Date) => DataType::Date32,
            (_, Kind::DateTime) => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
            _ => DataType::Int32,
        }
    }

    /// The number of records of a group.
    fn records() -> Self {
        Measure {
            function: Function::Count,
            field: String::new(),
            kind: Kind::Id,
        }
    }

    /// Whether it is the number of all records.
    pub(super) fn is_records(&self) -> bool {
        self.field.is_empty()
    }
}

/// The measures of several aggregates, each once.
#[derive(Debug, Default)]
pub(super) struct Measures(pub(super) Vec<Measure>);

impl Measures {
    /// The name of a measure's column.
    pub(super) fn name(index: usize) -> String {
        format!("__measure_{index}")
    }

    /// The column of a measure, which is added unless it is known.
    fn column(&mut self, measure: Measure) -> Expr {
        let known = self.0.iter().position(|known| *known == measure);
        let index = known.unwrap_or_else(|| {
            self.0.push(measure);
            self.0.len() - 1
        });
        Expr::Column(Column::new_unqualified(Self::name(index)))
    }

    /// Adds what an aggregate needs.
    ///
    /// Returns the aggregate over groups, in parts, and how the parts are put together.
    pub(super) fn add(&mut self, expr: &Expr, fields: &Fields, keys: &[Key]) -> Option<Aggregated> {
        let Expr::AggregateFunction(function) = expr else {
            return None;
        };
        let params = &function.params;
        if params.distinct || params.filter.is_some() || !params.order_by.is_empty() {
            return None;
        }
        let [argument] = params.args.as_slice() else {
            return None;
        };
        let name = function.func.name();
        if let (Expr::Literal(value, _), "count") = (argument, name) {
            return (!value.is_null()).then(|| self.count(Measure::records()));
        }
        let (column, is_cast) = match argument {
            Expr::Column(column) => (column, false),
            // Sums and averages are computed in larger types.
            Expr::Cast(cast) if matches!(name, "sum" | "avg") => match &*cast.expr {
                Expr::Column(column) => (column, true),
                _ => return None,
            },
            _ => return None,
        };
        let field = fields.get(&column.name)?;
        let of = |function| Measure {
            function,
            field: field.name.clone(),
            kind: field.kind.clone(),
        };
        let is_never_null = matches!(
            field.kind,
            Kind::Id | Kind::Integer | Kind::Float { .. } | Kind::Boolean
        );
        if name == "count" && is_never_null {
            return Some(self.count(Measure::records()));
        }
        // 14 and 16 leave out the aggregates of a key.
        if keys.iter().any(|key| key.field == field.name) {
            return None;
        }
        let is_wide = |expr: &Expr| match expr {
            Expr::Cast(cast) => {
                matches!(cast.field.data_type(), DataType::Int64 | DataType::Float64)
            }
            _ => true,
        };
        Some(match (name, &field.kind) {
            ("count", Kind::Text(text)) if text.is_translated => return None,
            ("count", Kind::LinkToAny) => return None,
            ("count", _) => self.count(of(Function::Count)),
            ("sum", Kind::Integer) if is_int64(argument) => {
                Aggregated::One(sum(self.column(of(Function::Sum))))
            }
            ("sum", Kind::Float { .. }) if !is_cast => {
                Aggregated::One(sum(self.column(of(Function::Sum))))
            }
            ("avg", Kind::Integer | Kind::Float { .. }) if is_wide(argument) => {
                let total = sum(self.column(of(Function::Sum)));
                Aggregated::Mean(total, sum(self.column(Measure::records())))
            }
            (
                "min",
                Kind::Id | Kind::Integer | Kind::Float { .. } | Kind::Date | Kind::DateTime,
            ) => Aggregated::One(min(self.column(of(Function::Min)))),
            (
                "max",
                Kind::Id | Kind::Integer | Kind::Float { .. } | Kind::Date | Kind::DateTime,
            ) => Aggregated::One(max(self.column(of(Function::Max)))),
            _ => return None,
        })
    }

    fn count(&mut self, measure: Measure) -> Aggregated {
        Aggregated::Count(sum(self.column(measure)))
    }
}

/// Whether a sum is of type `Int64`. A sum of `Int32` is converted.
fn is_int64(argument: &Expr) -> bool {
    match argument {
        Expr::Cast(cast) => *cast.field.data_type() == DataType::Int64,
        _ => true,
    }
}

/// An aggregate over the server's groups.
#[derive(Debug)]
pub(super) enum Aggregated {
    One(Expr),
    /// A count, which is never null.
    Count(Expr),
    /// A sum and a count.
    Mean(Expr, Expr),
}

impl Aggregated {
    /// The aggregates.
    pub(super) fn parts(&self) -> Vec<&Expr> {
        match self {
            Aggregated::One(one) | Aggregated::Count(one) => vec![one],
            Aggregated::Mean(total, count) => vec![total, count],
        }
    }

    /// The value, of the columns of the aggregates.
    pub(super) fn value(&self, column: impl Fn(&Expr) -> Expr) -> Expr {
        match self {
            Aggregated::One(one) => column(one),
            Aggregated::Count(one) => coalesce(vec![column(one), lit(0_i64)]),
            Aggregated::Mean(total, count) => {
                let float = |expr: &Expr| cast(column(expr), DataType::Float64);
                float(total) / float(count)
            }
        }
    }
}
