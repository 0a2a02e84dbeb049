//! Generated aggregates of SQL.

use crate::{
    filters::{self, Known},
    random::Random,
};

const KEYS: &[&str] = &[
    "x_country_id",
    "x_sel",
    "x_bool",
    "x_active",
    "x_int",
    "x_date",
    "date_trunc('month', x_date)",
    "date_trunc('quarter', x_date)",
    "date_trunc('day', x_time)",
    "date_trunc('week', x_time)",
    "date_trunc('year', x_time)",
    "extract(year FROM x_date)",
    "extract(month FROM x_time)",
    "extract(quarter FROM x_time)",
    "date_part('dow', x_date)",
    "CAST(x_time AS DATE)",
    // The server groups by none of these.
    "x_name",
    "x_time",
    "x_int % 2",
    "date_trunc('hour', x_time)",
];

const VALUES: &[&str] = &[
    "count(*)",
    "count(1)",
    "count(x_name)",
    "count(x_int)",
    "count(x_country_id)",
    "count(x_date)",
    "count(x_sel)",
    "count(x_time)",
    "count(x_title)",
    "sum(x_int)",
    "sum(x_float)",
    "sum(x_amount)",
    "avg(x_int)",
    "avg(x_float)",
    "min(x_int)",
    "max(x_int)",
    "min(x_float)",
    "max(x_amount)",
    "min(x_date)",
    "max(x_date)",
    "min(x_time)",
    "max(create_date)",
    "min(id)",
    "max(id)",
    "count(DISTINCT x_sel)",
    "count(DISTINCT x_country_id)",
    // The server computes none of these.
    "max(x_name)",
    "sum(x_int + 1)",
    "sum(x_int) FILTER (WHERE x_bool)",
    "avg(DISTINCT x_int)",
];

/// A query with up to two keys and three values.
pub(crate) fn any(random: &mut Random, known: &Known, model: &str) -> String {
    let mut keys: Vec<&str> = Vec::new();
    for _ in 0..random.below(3) {
        let key = random.pick(KEYS);
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    let values: Vec<&str> = (0..=random.below(3)).map(|_| random.pick(VALUES)).collect();
    let mut columns: Vec<String> = keys.iter().map(ToString::to_string).collect();
    let named = values.iter().enumerate();
    columns.extend(named.map(|(index, value)| format!("{value} AS v{index}")));
    let filter = match random.below(5) {
        0 | 1 => String::new(),
        2 => " WHERE x_int > 0".to_owned(),
        _ => format!(" WHERE {}", filters::any(random, known, 1)),
    };
    let table = if random.one_in(3) {
        format!("{model} AS t")
    } else {
        model.to_owned()
    };
    let mut sql = format!("SELECT {} FROM {table}{filter}", columns.join(", "));
    if !keys.is_empty() {
        sql = format!("{sql} GROUP BY {}", keys.join(", "));
        if random.one_in(6) {
            sql += " HAVING count(*) > 1";
        }
        let order: Vec<String> = (1..=keys.len()).map(|place| place.to_string()).collect();
        sql = format!("{sql} ORDER BY {}", order.join(", "));
    }
    sql
}
