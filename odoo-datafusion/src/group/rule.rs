use std::sync::Arc;

use datafusion::{
    catalog::default_table_source::{provider_as_source, source_as_provider},
    common::TableReference,
    common::tree_node::Transformed,
    datasource::TableProvider,
    error::Result,
    logical_expr::{
        Aggregate, Expr, LogicalPlan, LogicalPlanBuilder, Projection, TableScan,
        expr::AggregateFunction,
    },
    optimizer::{ApplyOrder, OptimizerConfig, OptimizerRule},
    prelude::Column,
};

use super::{
    key::{Key, keys},
    measure::{Aggregated, Measures},
    table::GroupTable,
};
use crate::OdooTable;

/// An optimizer rule that lets the server aggregate.
///
/// An aggregate is computed by the server if the server finds exactly the records of its filter, and if these are all its keys
/// and functions:
///
/// | in SQL | in the request |
/// |---|---|
/// | `GROUP BY` a many2one, selection, boolean, integer or date field | the field |
/// | `date_trunc`, `extract` and `date_part`, of a date or datetime, with day, week, month, quarter or year | the longest of day, month, quarter and year that determines it |
/// | `count(*)`, `count(x)` | `__count`, `x:count` |
/// | `sum(x)`, `avg(x)` of integers, floats and amounts | `x:sum`, and `__count` |
/// | `min(x)`, `max(x)` of numbers, dates and datetimes | `x:min`, `x:max`, and `x:count` |
///
/// All other aggregates read the records. Sums of floats can differ in the last digits, because the server adds them in another
/// order, or exactly.
///
/// [`session`](crate::session()) has this rule. Other sessions add it with
/// [`add_optimizer_rule`](datafusion::prelude::SessionContext::add_optimizer_rule).
#[derive(Debug, Default, Clone, Copy)]
pub struct PushAggregates;

impl OptimizerRule for PushAggregates {
    fn name(&self) -> &'static str {
        "odoo_push_aggregates"
    }

    fn apply_order(&self) -> Option<ApplyOrder> {
        Some(ApplyOrder::BottomUp)
    }

    fn rewrite(
        &self,
        plan: LogicalPlan,
        _: &dyn OptimizerConfig,
    ) -> Result<Transformed<LogicalPlan>> {
        let pushed = match &plan {
            LogicalPlan::Aggregate(aggregate) => pushed(aggregate)?,
            _ => None,
        };
        Ok(pushed.map_or_else(|| Transformed::no(plan), Transformed::yes))
    }
}

/// Models whose searches find other records than their groups have, or that refuse groups.
///
/// 14 to 19: `_search` and `read_group` of `base/models/ir_attachment.py`, `ir_translation.py` and `ir_ui_menu.py`, of
/// `mail/models/mail_activity.py`, `mail_message.py` and `mail_scheduled_message.py`, and of
/// `calendar/models/calendar_event.py`.
const SEARCHED_OTHERWISE: &[&str] = &[
    "calendar.event",
    "ir.attachment",
    "ir.translation",
    "ir.ui.menu",
    "mail.activity",
    "mail.message",
    "mail.scheduled.message",
];

/// The plan whose groups the server makes, if it can make them.
fn pushed(aggregate: &Aggregate) -> Result<Option<LogicalPlan>> {
    let Some((name, scan)) = scan(&aggregate.input) else {
        return Ok(None);
    };
    let provider = source_as_provider(&scan.source)?;
    let provider: &dyn TableProvider = provider.as_ref();
    let Some(table) = provider.downcast_ref::<OdooTable>() else {
        return Ok(None);
    };
    let groups = table.groups(&scan.filters).and_then(|(records, version)| {
        if SEARCHED_OTHERWISE.contains(&records.model()) {
            return None;
        }
        let keys = keys(&aggregate.group_expr, table.fields())?;
        let (measures, aggregated) = measures(&aggregate.aggr_expr, table, &keys)?;
        // The number of all records has a cheaper request.
        if keys.is_empty() && scan.projection.as_ref().is_some_and(Vec::is_empty) {
            return None;
        }
        Some((
            GroupTable::new(records, version, keys, measures.0),
            aggregated,
        ))
    });
    let Some((groups, aggregated)) = groups else {
        return Ok(None);
    };
    let source = provider_as_source(Arc::new(groups?));
    let groups = LogicalPlanBuilder::scan(name.clone(), source, None)?.build()?;
    regrouped(aggregate, groups, &aggregated, &name).map(Some)
}

/// The scan below an aggregate, with the name of its columns.
fn scan(input: &LogicalPlan) -> Option<(TableReference, &TableScan)> {
    let (name, scan) = match input {
        LogicalPlan::TableScan(scan) => (scan.table_name.clone(), scan),
        LogicalPlan::SubqueryAlias(alias) => match &*alias.input {
            LogicalPlan::TableScan(scan) => (alias.alias.clone(), scan),
            _ => return None,
        },
        _ => return None,
    };
    scan.fetch.is_none().then_some((name, scan))
}

fn measures(
    exprs: &[Expr],
    table: &OdooTable,
    keys: &[Key],
) -> Option<(Measures, Vec<Aggregated>)> {
    let mut measures = Measures::default();
    let mut add = |expr: &Expr| measures.add(&expr.clone().unalias(), table.fields(), keys);
    let aggregated: Option<Vec<_>> = exprs.iter().map(&mut add).collect();
    Some((measures, aggregated?))
}

/// Aggregates groups, into columns of the same names and types.
fn regrouped(
    aggregate: &Aggregate,
    groups: LogicalPlan,
    aggregated: &[Aggregated],
    name: &TableReference,
) -> Result<LogicalPlan> {
    let mut parts: Vec<Expr> = Vec::new();
    for part in aggregated.iter().flat_map(Aggregated::parts) {
        let part = qualified(part, name);
        if !parts.contains(&part) {
            parts.push(part);
        }
    }
    let keys = aggregate.group_expr.clone();
    let over = Aggregate::try_new(Arc::new(groups), keys, parts)?;
    let column = |expr: &Expr| {
        Expr::Column(Column::new_unqualified(
            qualified(expr, name).schema_name().to_string(),
        ))
    };
    let mut columns = Vec::new();
    for (index, (qualifier, field)) in aggregate.schema.iter().enumerate() {
        let value = match index.checked_sub(aggregate.group_expr.len()) {
            None => {
                columns.push(Expr::Column(Column::new(qualifier.cloned(), field.name())));
                continue;
            }
            Some(index) => aggregated.get(index).map(|one| one.value(column)),
        };
        columns.extend(value.map(|value| value.alias_qualified(qualifier.cloned(), field.name())));
    }
    let plan = LogicalPlan::Aggregate(over);
    Ok(LogicalPlan::Projection(Projection::try_new(
        columns,
        Arc::new(plan),
    )?))
}

/// An aggregate of a column of the table.
fn qualified(expr: &Expr, name: &TableReference) -> Expr {
    let Expr::AggregateFunction(function) = expr else {
        return expr.clone();
    };
    let mut function: AggregateFunction = function.clone();
    for argument in &mut function.params.args {
        if let Expr::Column(column) = argument {
            column.relation = Some(name.clone());
        }
    }
    Expr::AggregateFunction(function)
}
