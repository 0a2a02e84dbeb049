//! Recorded responses of real servers.

use chrono::NaiveDate;
use odoo_rpc::{Call, CallState, Client, Transport};

use super::*;
use crate::{
    Id, Many2one, ModelExt as _,
    group::{DateRange, Granularity},
};

#[derive(crate::OdooModel)]
#[odoo(model = "x.row")]
#[expect(dead_code, reason = "the tests use only its field constants")]
struct Row {
    id: Id<Row>,
    name: Option<String>,
    done: bool,
    price: f64,
    number: i32,
    day: NaiveDate,
    parent_id: Option<Many2one<Row>>,
}

/// A server of one version with a fixed response.
struct Canned {
    version: &'static str,
    rows: &'static str,
}

impl Transport for Canned {
    fn call(&self, call: Call, state: CallState) -> BoxFuture<'_, Result<Response, Error>> {
        let body = match call.method() {
            None => self.version,
            Some("read_group" | "formatted_read_group") => self.rows,
            Some(other) => panic!("{other}"),
        };
        let answer = Response::bare(body.as_bytes().to_vec(), &call, &state);
        Box::pin(async move { Ok(answer) })
    }
}

const V14: &str = r#"{"server_version": "14.0", "server_version_info": [14, 0]}"#;
const V17: &str = r#"{"server_version": "17.0", "server_version_info": [17, 0]}"#;
const V19: &str = r#"{"server_version": "19.0", "server_version_info": [19, 0]}"#;

fn rows(version: &'static str, rows: &'static str) -> GroupQuery<Row> {
    let client = Client::new(Canned { version, rows });
    Row::read_group(&client, Row::NUMBER.gt(0))
}

fn day(year: i32, month: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, 1).unwrap()
}

/// The same two groups, in each version's format.
const GROUPS: [(&str, &str); 3] = [
    (
        V14,
        r#"[{"__count": 2, "__a0": 31.5, "day:year": "2024", "day:month": "January 2024", "parent_id": [7, "Seven"],
             "__domain": ["&", "&", "&", "&", ["day", ">=", "2024-01-01"], ["day", "<", "2025-01-01"],
                "&", ["day", ">=", "2024-01-01"], ["day", "<", "2024-02-01"], ["parent_id", "=", 7],
                ["number", ">", 0]]},
            {"__count": 1, "__a0": false, "day:year": false, "day:month": false, "parent_id": false,
             "__domain": ["&", "&", "&", ["day", "=", false], ["day", "=", false], ["parent_id", "=", false],
                ["number", ">", 0]]}]"#,
    ),
    (
        V17,
        r#"[{"day:year": "2024", "day:month": "January 2024", "parent_id": [7, "Seven"], "__count": 2, "__a0": 31.5,
             "__range": {"day:year": {"from": "2024-01-01", "to": "2025-01-01"},
                "day:month": {"from": "2024-01-01", "to": "2024-02-01"}},
             "__domain": ["&", "&", "&", "&", "&", ["number", ">", 0], ["day", ">=", "2024-01-01"],
                ["day", "<", "2025-01-01"], ["day", ">=", "2024-01-01"], ["day", "<", "2024-02-01"],
                ["parent_id", "=", 7]]},
            {"day:year": false, "day:month": false, "parent_id": false, "__count": 1, "__a0": false,
             "__range": {"day:year": false, "day:month": false},
             "__domain": ["&", "&", "&", ["number", ">", 0], ["day", "=", false], ["day", "=", false],
                ["parent_id", "=", false]]}]"#,
    ),
    (
        V19,
        r#"[{"day:year": ["2024-01-01", "2024"], "day:month": ["2024-01-01", "January 2024"],
             "parent_id": [7, "Seven"], "__count": 2, "price:sum": 31.5,
             "__extra_domain": ["&", "&", "&", "&", ["day", ">=", "2024-01-01"], ["day", "<", "2025-01-01"],
                ["day", ">=", "2024-01-01"], ["day", "<", "2024-02-01"], ["parent_id", "=", 7]]},
            {"day:year": false, "day:month": false, "parent_id": false, "__count": 1, "price:sum": false,
             "__extra_domain": ["&", "&", ["day", "=", false], ["day", "=", false], ["parent_id", "=", false]]}]"#,
    ),
];

#[tokio::test]
async fn groups_are_the_same_on_every_version() {
    for (version, text) in GROUPS {
        let groups = rows(version, text)
            .group_by((
                Row::DAY.granularity(Granularity::Year),
                Row::DAY.granularity(Granularity::Month),
                Row::PARENT_ID,
            ))
            .aggregate(Row::PRICE.sum())
            .await
            .unwrap();
        let [first, last] = &groups[..] else {
            panic!("{groups:?}")
        };
        let (year, month, parent) = first.key.clone();
        let bucket = |end, label: &str| {
            let (start, label) = (day(2024, 1), label.to_owned());
            Some(DateRange { start, end, label })
        };
        assert_eq!(year, bucket(day(2025, 1), "2024"), "{version}");
        assert_eq!(month, bucket(day(2024, 2), "January 2024"), "{version}");
        assert_eq!(parent.unwrap().id, Id::new(7));
        assert_eq!((first.count, first.values), (2, Some(31.5)));
        assert_eq!(last.key, (None, None, None));
        assert_eq!((last.count, last.values), (1, None));
        let text = first.domain().to_json().unwrap().to_string();
        assert!(text.contains(r#"["number",">",0]"#), "{text}");
        assert!(text.contains(r#"["parent_id","=",7]"#), "{text}");
    }
}

#[tokio::test]
async fn without_keys_there_is_one_group_with_the_query_domain() {
    let of_14 = r#"[{"id": null, "__count": 0, "__a0": null, "__a1": null, "__a2": null, "__a3": 0, "__a4": null}]"#;
    let of_19 = r#"[{"__extra_domain": [[1, "=", 1]], "__count": 0, "number:sum": false, "done:bool_and": false,
                     "id:array_agg": [], "name:count_distinct": 0, "name:min": false}]"#;
    for (version, text) in [(V14, of_14), (V19, of_19)] {
        let aggregates = (
            Row::NUMBER.sum(),
            Row::DONE.bool_and(),
            Row::ID.array_agg(),
            Row::NAME.count_distinct(),
            Row::NAME.min(),
        );
        let groups = rows(version, text).aggregate(aggregates).await.unwrap();
        let [all] = &groups[..] else {
            panic!("{groups:?}")
        };
        assert_eq!((all.key, all.count), ((), 0));
        assert_eq!(all.values, (None::<i64>, false, vec![], 0_u64, None));
        assert_eq!(all.domain().to_string(), "number > 0");
    }
}

#[tokio::test]
async fn ids_are_sorted_without_empty_ones() {
    let text = r#"[{"__count": 4, "__a0": [9, null, 3, 9]}]"#;
    let groups = rows(V14, text).aggregate(Row::PARENT_ID.array_agg()).await;
    assert_eq!(groups.unwrap()[0].values, [3, 9, 9].map(Id::new));
}

#[tokio::test]
async fn values_of_another_type_are_reported() {
    let error = async |text| {
        let groups = rows(V19, text)
            .group_by(Row::NAME)
            .aggregate(Row::PRICE.sum())
            .await;
        groups.unwrap_err().to_string()
    };
    assert_eq!(
        error(r#"[{"name": 3, "__extra_domain": [], "__count": 1, "price:sum": 1.5}]"#).await,
        "the response to `x.row.formatted_read_group` is not as declared: field `name` of `x.row`: \
         expected text, found `3`"
    );
    assert_eq!(
        error(r#"[{"name": "a", "__extra_domain": [], "__count": 1}]"#).await,
        "the response to `x.row.formatted_read_group` is not as declared: field `price` of `x.row`: \
         expected a value, found no `price:sum` in the group"
    );
    let no_bounds =
        r#"[{"day:day": "1 January", "__domain": [["day", ">=", "2024-01-01"]], "__count": 1}]"#;
    let groups = rows(V14, no_bounds).group_by(Row::DAY.granularity(Granularity::Day));
    let error = groups.await.unwrap_err().to_string();
    assert!(
        error.ends_with(
            "field `day` of `x.row`: expected a domain with the bounds of a date, found a list"
        ),
        "{error}"
    );
}

#[tokio::test]
async fn a_limit_of_zero_sends_no_request() {
    let nothing = || rows("", "");
    assert!(nothing().limit(0).await.unwrap().is_empty());
    assert!(nothing().offset(1).await.unwrap().is_empty());
}
