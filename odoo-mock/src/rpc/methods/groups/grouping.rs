//! Building and ordering of groups.

use std::{cmp::Ordering, collections::BTreeMap, sync::Arc};

use serde_json::Value;

use super::{
    aggregate::{self, Aggregate},
    fill,
    key::{Key, Part},
};
use crate::{
    domain::Node,
    exception::{Result, value_error},
    query::View,
    rpc::methods::{Invocation, count},
    schema::Model,
};

/// The parameters of grouping.
pub(super) struct Grouping<'v, 'a> {
    pub(super) view: &'v View<'a>,
    pub(super) model: &'v Arc<Model>,
    pub(super) keys: Vec<Key>,
    pub(super) aggregates: Vec<Aggregate>,
    order: Vec<(Sorted, bool)>,
    offset: usize,
    limit: Option<usize>,
}

/// The order of groups.
#[derive(Debug, Clone, Copy)]
enum Sorted {
    Key(usize),
    Aggregate(usize),
    Count,
}

/// Records with the same keys.
pub(super) struct Group {
    pub(super) parts: Vec<Part>,
    pub(super) ids: Vec<i64>,
    /// Whether it is omitted if it is empty.
    pub(super) is_filled: bool,
}

impl<'v, 'a> Grouping<'v, 'a> {
    pub(super) fn new(
        view: &'v View<'a>,
        call: &'v Invocation<'_>,
        keys: &[String],
        aggregates: Vec<Aggregate>,
        order: &str,
    ) -> Result<Self> {
        let keys = keys.iter().map(|key| Key::named(view, call.model, key));
        let mut grouping = Grouping {
            view,
            model: call.model,
            keys: keys.collect::<Result<_>>()?,
            aggregates,
            order: Vec::new(),
            offset: count(&call.arguments.value("offset"), "Offset")?.unwrap_or(0),
            limit: count(&call.arguments.value("limit"), "Limit")?,
        };
        let order = call.arguments.text(order).unwrap_or_default().to_owned();
        for term in order.split(',').filter(|term| !term.trim().is_empty()) {
            let mut words = term.split_ascii_whitespace();
            let name = words.next().unwrap_or_default();
            let descending = words
                .next()
                .is_some_and(|word| word.eq_ignore_ascii_case("desc"));
            match grouping.sorted_by(name) {
                Some(sorted) => grouping.order.push((sorted, descending)),
                None if view.version().has_new_read_group() => {
                    return Err(value_error(format!(
                        "Order term {term:?} is not a valid aggregate nor valid groupby"
                    )));
                }
                None => {}
            }
        }
        if grouping.order.is_empty() {
            grouping.order = (0..grouping.keys.len())
                .map(|at| (Sorted::Key(at), false))
                .collect();
        }
        Ok(grouping)
    }

    fn sorted_by(&self, name: &str) -> Option<Sorted> {
        let key = self
            .keys
            .iter()
            .position(|key| key.name == name || key.field.name.as_ref() == name);
        let aggregate = || {
            self.aggregates
                .iter()
                .position(|aggregate| aggregate.alias == name)
        };
        let is_count = name == "__count" || name == "id:count";
        key.map(Sorted::Key)
            .or_else(|| aggregate().map(Sorted::Aggregate))
            .or(is_count.then_some(Sorted::Count))
    }

    /// The groups, in order.
    pub(super) fn groups(&self, domain: &Node) -> Result<Vec<Group>> {
        let ids = if self.view.version().groups_by_search() {
            self.view.search_all(self.model, domain)?
        } else {
            self.view.matching(self.model, domain)?
        };
        let mut groups: BTreeMap<Vec<Part>, Vec<i64>> = BTreeMap::new();
        if self.keys.is_empty() {
            groups.insert(Vec::new(), ids);
        } else {
            for id in ids {
                let Some(row) = self.view.db.row(self.model, id) else {
                    continue;
                };
                let mut all: Vec<Vec<Part>> = vec![Vec::new()];
                for key in &self.keys {
                    // A record with a list is in one group for each item.
                    let parts = key.parts(self.view, self.model, id, row)?;
                    let with = |before: &Vec<Part>| {
                        parts
                            .iter()
                            .map(|part| [before.as_slice(), std::slice::from_ref(part)].concat())
                            .collect::<Vec<_>>()
                    };
                    all = all.iter().flat_map(with).collect();
                }
                for parts in all {
                    groups.entry(parts).or_default().push(id);
                }
            }
        }
        let mut groups: Vec<Group> = groups
            .into_iter()
            .map(|(parts, ids)| Group {
                parts,
                ids,
                is_filled: false,
            })
            .collect();
        if self.view.env.flag("fill_temporal", false) {
            groups = fill::filled(&self.keys, groups);
        }
        self.sort(&mut groups)?;
        let cut = groups.into_iter().skip(self.offset);
        Ok(match self.limit {
            Some(limit) => cut.take(limit).collect(),
            None => cut.collect(),
        })
    }

    fn sort(&self, groups: &mut [Group]) -> Result<()> {
        let mut places = Vec::new();
        for key in &self.keys {
            places.push(key.places(self.view)?);
        }
        groups.sort_by(|a, b| {
            for (sorted, descending) in &self.order {
                let order = match sorted {
                    Sorted::Key(at) => {
                        match (a.parts.get(*at), b.parts.get(*at), places.get(*at)) {
                            (Some(a), Some(b), Some(places)) => a.compare(b, places),
                            _ => Ordering::Equal,
                        }
                    }
                    Sorted::Aggregate(at) => match self.aggregates.get(*at) {
                        Some(aggregate) => aggregate::compare(
                            &aggregate.cell(self.view, self.model, &a.ids),
                            &aggregate.cell(self.view, self.model, &b.ids),
                        ),
                        None => Ordering::Equal,
                    },
                    Sorted::Count => a.ids.len().cmp(&b.ids.len()),
                };
                let order = if *descending { order.reverse() } else { order };
                if order.is_ne() {
                    return order;
                }
            }
            Ordering::Equal
        });
        Ok(())
    }

    /// Whether a group matches a condition such as `["__count", ">", 1]`.
    pub(super) fn has(&self, group: &Group, condition: &Value) -> bool {
        let part = |at: usize| condition.get(at);
        let (Some(name), Some(operator), Some(wanted)) = (
            part(0).and_then(Value::as_str),
            part(1).and_then(Value::as_str),
            part(2).and_then(Value::as_f64),
        ) else {
            return true;
        };
        let aggregate = self
            .aggregates
            .iter()
            .find(|aggregate| aggregate.alias == name);
        let value = match aggregate {
            Some(aggregate) => aggregate
                .cell(self.view, self.model, &group.ids)
                .as_number(),
            None => u32::try_from(group.ids.len()).ok().map(f64::from),
        };
        let order = value.map(|value| value.total_cmp(&wanted));
        order.is_some_and(|order| match operator {
            "=" => order.is_eq(),
            "!=" => order.is_ne(),
            "<" => order.is_lt(),
            ">" => order.is_gt(),
            "<=" => order.is_le(),
            _ => order.is_ge(),
        })
    }
}
