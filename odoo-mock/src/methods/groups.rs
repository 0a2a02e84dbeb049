//! `read_group`, and `formatted_read_group` of Odoo 19.

mod aggregate;
mod fill;
mod key;
mod labels;

use std::{cmp::Ordering, collections::BTreeMap, sync::Arc};

use serde_json::{Map, Value, json};

use self::{
    aggregate::Aggregate,
    key::{Key, Part},
};
use super::{Invocation, count};
use crate::{
    access::Operation,
    call::Output,
    domain::{parse, to_list},
    exception::{Result, assertion_error, value_error},
    python,
    schema::Model,
    view::View,
};

/// What is asked of groups.
struct Grouping<'v, 'a> {
    view: &'v View<'a>,
    model: &'v Arc<Model>,
    keys: Vec<Key>,
    aggregates: Vec<Aggregate>,
    order: Vec<(Sorted, bool)>,
    offset: usize,
    limit: Option<usize>,
}

/// What groups are sorted by.
#[derive(Debug, Clone, Copy)]
enum Sorted {
    Key(usize),
    Aggregate(usize),
    Count,
}

/// Records that have the same keys.
struct Group {
    parts: Vec<Part>,
    ids: Vec<i64>,
    /// Whether it stands where there is none.
    is_filled: bool,
}

pub(super) fn read_group(call: &mut Invocation<'_>) -> Result<Output> {
    let view = call.view();
    view.check_right(call.model, Operation::Read)?;
    let all_keys = names(call.arguments.get("groupby"));
    let lazy = call.arguments.flag("lazy", true);
    let (now, later): (&[String], &[String]) = match all_keys.split_at_checked(1) {
        Some(parts) if lazy => parts,
        _ => (&all_keys, &[]),
    };
    let mut fields = names(call.arguments.get("fields"));
    if fields.is_empty() && view.version().until(16) {
        let numbers = call
            .model
            .fields
            .iter()
            .filter(|field| field.kind.is_number() && field.store && !field.inherited);
        fields = numbers.map(|field| field.name.to_string()).collect();
    }
    let mut aggregates = Vec::new();
    for field in fields {
        let bare = field.split(':').next().unwrap_or_default().to_owned();
        if now
            .iter()
            .any(|key| *key == bare || key.split(':').next() == Some(&bare))
            && !field.contains(':')
        {
            continue;
        }
        let aggregate = Aggregate::named(&view, call.model, &field)?;
        // What is grouped by is not summed up before 17.
        let of_key = |aggregate: &Aggregate| {
            now.iter()
                .any(|key| aggregate.is_of(key.split(':').next().unwrap_or_default()))
        };
        aggregates.extend(
            aggregate.filter(|aggregate| view.version().has_new_read_group() || !of_key(aggregate)),
        );
    }
    let grouping = Grouping::new(&view, call, now, aggregates, "orderby")?;
    let groups = grouping.groups(&call.domain_or_all("domain")?)?;
    let domain = call.arguments.value("domain");
    let rows = groups
        .iter()
        .map(|group| grouping.row(group, &domain, lazy.then_some(later)));
    Ok(Value::Array(rows.collect::<Result<_>>()?).into())
}

pub(super) fn formatted_read_group(call: &mut Invocation<'_>) -> Result<Output> {
    let view = call.view();
    view.check_right(call.model, Operation::Read)?;
    let keys = names(call.arguments.get("groupby"));
    let mut aggregates = Vec::new();
    for spec in names(call.arguments.get("aggregates")) {
        aggregates.push(Aggregate::formatted(&view, call.model, &spec)?);
    }
    if keys.is_empty() && aggregates.is_empty() {
        return Err(assertion_error("groups need a key or an aggregate"));
    }
    let grouping = Grouping::new(&view, call, &keys, aggregates, "order")?;
    let mut groups = grouping.groups(&call.domain("domain")?)?;
    let having = call.arguments.value("having");
    for condition in having.as_array().into_iter().flatten() {
        groups.retain(|group| grouping.has(group, condition));
    }
    let rows = groups.iter().map(|group| grouping.formatted(group));
    Ok(Value::Array(rows.collect::<Result<_>>()?).into())
}

/// A list of names, or one name.
fn names(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::Array(items)) => items.iter().map(python::str).collect(),
        Some(Value::String(one)) => vec![one.clone()],
        _ => Vec::new(),
    }
}

impl<'v, 'a> Grouping<'v, 'a> {
    fn new(
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
                None if view.version().since(17) => {
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

    /// The groups, in their order.
    fn groups(&self, domain: &crate::domain::Node) -> Result<Vec<Group>> {
        let ids = self.view.matching(self.model, domain)?;
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
                    // A list has a part for each of its records.
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
                        Some(aggregate) => aggregate.compare(
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

    /// The conditions on the keys of a group, as one domain.
    fn domain_of(&self, group: &Group) -> Vec<Value> {
        let parts = self
            .keys
            .iter()
            .zip(&group.parts)
            .map(|(key, part)| key.domain(part, self.view));
        join(parts)
    }

    /// Domains that must all hold, as the version writes them.
    fn joined(&self, parts: [Vec<Value>; 2]) -> Result<Vec<Value>> {
        let version = self.view.version();
        let whole = join(parts);
        if version.has_domain_trees() {
            return Ok(to_list(&parse(&Value::Array(whole), version)?, version));
        }
        Ok(whole)
    }

    /// A group as `read_group` gives it.
    fn row(&self, group: &Group, domain: &Value, later: Option<&[String]>) -> Result<Value> {
        let version = self.view.version();
        let mut row = Map::new();
        for (key, part) in self.keys.iter().zip(&group.parts) {
            row.insert(key.name.clone(), key.value(part, self.view)?);
        }
        if !(group.is_filled && version.until(14)) {
            let count = match (later, self.keys.first()) {
                (Some(_), Some(first)) => format!("{}_count", first.field.name),
                _ => "__count".to_owned(),
            };
            row.insert(count, group.ids.len().into());
        }
        for aggregate in &self.aggregates {
            let value = aggregate.value(self.view, self.model, &group.ids);
            // 14 and 16 leave `None` where there are no keys.
            let value = if value.is_null() && !self.keys.is_empty() {
                false.into()
            } else {
                value
            };
            row.insert(aggregate.alias.clone(), value);
        }
        if self.keys.is_empty() && version.until(16) {
            // What the query counts by.
            row.insert("id".to_owned(), group.ids.first().copied().into());
        }
        let own = self.domain_of(group);
        let query = domain.as_array().cloned().unwrap_or_default();
        if !self.keys.is_empty() || version.since(17) {
            let parts = if version.has_new_read_group() {
                [query, own]
            } else {
                [own, query]
            };
            row.insert("__domain".to_owned(), self.joined(parts)?.into());
        }
        if version.groups_by_lists() && self.keys.iter().any(Key::is_date) {
            let dates = self
                .keys
                .iter()
                .zip(&group.parts)
                .filter(|(key, _)| key.is_date());
            let ranges = dates.map(|(key, part)| (key.name.clone(), key.range(part, self.view)));
            row.insert("__range".to_owned(), Value::Object(ranges.collect()));
        }
        if let Some(later) = later.filter(|later| !later.is_empty()) {
            row.insert("__context".to_owned(), json!({"group_by": later}));
        }
        Ok(row.into())
    }

    /// A group as `formatted_read_group` gives it.
    fn formatted(&self, group: &Group) -> Result<Value> {
        let mut row = Map::new();
        for (key, part) in self.keys.iter().zip(&group.parts) {
            row.insert(key.name.clone(), key.formatted(part, self.view)?);
        }
        for aggregate in &self.aggregates {
            row.insert(
                aggregate.alias.clone(),
                aggregate.value(self.view, self.model, &group.ids),
            );
        }
        let domain = self.joined([self.domain_of(group), Vec::new()])?;
        row.insert("__extra_domain".to_owned(), domain.into());
        Ok(row.into())
    }

    /// Whether a group meets a condition such as `["__count", ">", 1]`.
    fn has(&self, group: &Group, condition: &Value) -> bool {
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

/// Domains joined by `&`.
fn join(parts: impl IntoIterator<Item = Vec<Value>>) -> Vec<Value> {
    let parts: Vec<Vec<Value>> = parts
        .into_iter()
        .filter(|part| !part.is_empty())
        .map(explicit)
        .collect();
    let ands = vec![Value::from("&"); parts.len().saturating_sub(1)];
    [ands, parts.concat()].concat()
}

/// A domain with each `&` written out.
fn explicit(domain: Vec<Value>) -> Vec<Value> {
    let mut expected = 1_i64;
    let mut missing = 0;
    for item in &domain {
        if expected == 0 {
            missing += 1;
            expected = 1;
        }
        expected += match item.as_str() {
            Some("&" | "|") => 1,
            Some("!") => 0,
            _ => -1,
        };
    }
    [vec![Value::from("&"); missing], domain].concat()
}
