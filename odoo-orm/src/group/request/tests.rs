use odoo_rpc::ServerVersion;
use serde_json::{Value, json};

use super::*;
use crate::{
    Field, Id, Many2many,
    group::{Aggregate, Aggregates, Granularity, GroupOrder, Keys},
};

#[derive(crate::OdooModel)]
#[odoo(model = "x.row")]
#[expect(dead_code, reason = "the tests use only its field constants")]
struct Row {
    id: Id<Row>,
    name: Option<String>,
    price: f64,
    day: chrono::NaiveDate,
    parent_id: Option<Id<Row>>,
    tag_ids: Many2many<Row>,
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "same signatures as `group_by` and `aggregate`"
)]
fn request(keys: impl Keys<Row>, aggregates: impl Aggregates<Row>) -> Request {
    let (mut key_list, mut aggregate_list) = (Vec::new(), Vec::new());
    keys.__list(&mut key_list);
    aggregates.__list(&mut aggregate_list);
    let mut request = Request::default();
    for key in key_list {
        request.add_key(key);
    }
    for aggregate in aggregate_list {
        request.add_aggregate(aggregate);
    }
    request
}

fn sorted(mut request: Request, order: impl GroupOrder<Row>) -> Request {
    request.add_order(order.__term());
    request
}

/// Returns the arguments, by name, for both methods.
fn sent(request: &Request) -> [Value; 2] {
    [Method::ReadGroup, Method::Formatted].map(|method| {
        let call = request.call(method, "x.row", json!([])).unwrap();
        let arguments = call.arguments();
        arguments
            .filter(|(name, _)| !matches!(*name, "domain" | "lazy"))
            .map(|(name, value)| (name.to_owned(), value.clone()))
            .collect()
    })
}

fn refused(request: &Request, major: u16) -> String {
    let checked = request.check("x.row", &ServerVersion::new(major, 0));
    checked.unwrap_err().to_string()
}

#[test]
fn both_methods_get_equivalent_arguments() {
    let keys = (Row::PARENT_ID, Row::DAY.granularity(Granularity::Month));
    let request = request(keys, (Row::PRICE.sum(), Row::PRICE.max()));
    let [read_group, formatted] = sent(&request);
    assert_eq!(
        read_group,
        json!({
            "fields": ["__count", "__a0:sum(price)", "__a1:max(price)"],
            "groupby": ["parent_id", "day:month"],
            "orderby": "parent_id, day:month",
        })
    );
    assert_eq!(
        formatted,
        json!({
            "groupby": ["parent_id", "day:month"],
            "aggregates": ["__count", "price:sum", "price:max"],
            "order": "parent_id, day:month",
        })
    );
}

#[test]
fn groups_without_aggregates_are_counted() {
    let [read_group, formatted] = sent(&request((), ()));
    assert_eq!(
        read_group,
        json!({"fields": ["__count"], "groupby": [], "orderby": ""})
    );
    assert_eq!(
        formatted,
        json!({"groupby": [], "aggregates": ["__count"], "order": ""})
    );
}

#[test]
fn sorting_by_an_aggregate_requests_it() {
    let by_price = sorted(request(Row::NAME, ()), Row::PRICE.avg().desc());
    let by_count = sorted(by_price, Aggregate::count().asc());
    let [read_group, formatted] = sent(&by_count);
    assert_eq!(
        read_group,
        json!({
            "fields": ["__count", "__a0:avg(price)", "__records:count(id)"],
            "groupby": ["name"],
            "orderby": "__a0 desc, __records, name",
        })
    );
    assert_eq!(
        formatted,
        json!({"groupby": ["name"], "aggregates": ["__count", "price:avg"], "order": "price:avg desc, __count, name"})
    );
}

#[test]
fn a_field_sorts_all_its_keys() {
    let keys = (
        Row::NAME,
        Row::DAY.granularity(Granularity::Year),
        Row::DAY.granularity(Granularity::Month),
    );
    let [read_group, formatted] = sent(&sorted(request(keys, ()), Row::DAY.desc()));
    assert_eq!(read_group["orderby"], "day:year desc, day:month desc, name");
    assert_eq!(formatted["order"], read_group["orderby"]);
}

#[test]
fn unsupported_queries_are_rejected() {
    assert_eq!(
        refused(&request(Row::TAG_IDS, ()), 14),
        "grouping records of `x.row` by `tag_ids`, a many2many field, needs Odoo 16 or later, but this server is Odoo 14.0"
    );
    let both = request(Row::DAY.granularity(Granularity::Day), Row::DAY.max());
    assert_eq!(
        refused(&both, 16),
        "the `max` of `day` of `x.row` in groups by `day` needs Odoo 17 or later, but this server is Odoo 16.0: \
             remove one of them"
    );
    both.check("x.row", &ServerVersion::new(17, 0)).unwrap();
    let by_another = sorted(request(Row::PRICE_KEY, ()), Row::NAME.asc());
    let error = by_another
        .call(Method::Formatted, "x.row", json!([]))
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "groups of `x.row` cannot be sorted by `name`: it is not one of their keys"
    );
    assert_eq!(
        refused(&request(Row::DAY.granularity(Granularity::Hour), ()), 19),
        "field `day` of `x.row` is a date without hours: group it by days"
    );
    assert_eq!(
        refused(&request(Row::ID, ()), 19),
        "records of `x.row` cannot be grouped by `id`, which is unique: use a search"
    );
}

impl Row {
    const PRICE_KEY: Field<Row, i64> = Field::named("x_price");
}
