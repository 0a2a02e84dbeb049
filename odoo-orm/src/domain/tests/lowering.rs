//! What `any` becomes for servers that do not know it means the same.

use odoo_rpc::{BoxFuture, Call, CallState, Client, Context, Error, Response, Transport};
use proptest::{prelude::*, strategy::ValueTree as _};
use serde_json::{Value, json};

use super::{
    Row,
    naive::{Database, any_database},
};
use crate::{Domain, ModelExt as _, field::DatePart};

/// A server with a small database.
pub(super) struct Fake(pub(super) Database);

impl Transport for Fake {
    fn call(&self, call: Call, state: CallState) -> BoxFuture<'_, Result<Response, Error>> {
        let answer = if call.method() == Some("search") {
            let arguments: Vec<_> = call.arguments().collect();
            let domain = arguments[0].1;
            let active_test = call.context().get("active_test") != Some(&json!(false));
            json!(self.0.search(domain, active_test))
        } else if call.method() == Some("fields_get") {
            super::many::fields()
        } else {
            let major = self.0.version;
            json!({"server_version": format!("{major}.0"), "server_version_info": [major, 0]})
        };
        Box::pin(async move {
            Ok(Response::bare(
                answer.to_string().into_bytes(),
                &call,
                &state,
            ))
        })
    }
}

pub(super) fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap()
        .block_on(future)
}

pub(super) fn lowered(domain: &Domain<Row>, database: &Database) -> Result<Value, String> {
    lowered_in(domain, database, Context::new())
}

fn lowered_in(
    domain: &Domain<Row>,
    database: &Database,
    context: Context,
) -> Result<Value, String> {
    let client = Client::new(Fake(database.clone())).with_context(context);
    block_on(domain.for_server(&client)).map_err(|error| error.to_string())
}

pub(super) fn empty(version: u16) -> Database {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    any_database(version)
        .new_tree(&mut runner)
        .unwrap()
        .current()
}

#[test]
fn through_a_many2one_it_becomes_paths() {
    let text = |domain: &Domain<Row>| lowered(domain, &empty(14)).unwrap().to_string();
    let two = Row::A.eq(1) & Row::ACTIVE.eq(true);
    assert_eq!(
        text(&Row::PARENT_ID.any(two)),
        r#"[["parent_id.a","=",1],["parent_id.active","=",true]]"#
    );
    assert_eq!(
        text(&Row::PARENT_ID.any(Domain::all())),
        r#"[["parent_id","!=",false]]"#
    );
    assert_eq!(
        text(&Row::CHILD_IDS.any(Row::A.eq(1) | Row::PARENT_ID.any(Row::A.eq(2)))),
        r#"["|",["child_ids.a","=",1],["child_ids.parent_id.a","=",2]]"#
    );
    assert_eq!(text(&Row::ID.any(Row::A.eq(1))), r#"[["a","=",1]]"#);
}

#[test]
fn conditions_on_the_same_line_become_its_ids() {
    let domain = Row::TAG_IDS.any(Row::A.ge(0) & Row::A.le(9));
    let json = lowered(&domain, &empty(14)).unwrap();
    assert_eq!(json[0][0], "tag_ids");
    assert_eq!(json[0][1], "in");
    assert!(json[0][2].is_array(), "{json}");
}

#[test]
fn a_newer_server_gets_the_domain_unchanged() {
    let domain = Row::TAG_IDS.not_any(Row::A.ge(0));
    assert_eq!(
        lowered(&domain, &empty(17)).unwrap(),
        domain.to_json().unwrap()
    );
}

#[test]
fn conditions_that_cannot_be_rewritten_are_rejected() {
    let path = Row::PARENT_ID.dot(Row::CHILD_IDS);
    let error = lowered(&path.clone().not_any(Row::A.eq(1)), &empty(16)).unwrap_err();
    assert!(
        error.contains("`parent_id.child_ids` of `x.row`") && error.contains("16.0"),
        "{error}"
    );
    let error = lowered(&!path.any(Row::A.eq(1)), &empty(16)).unwrap_err();
    assert!(
        error.contains("negate the condition inside of it"),
        "{error}"
    );
    let error = lowered(&Row::DAY.date_part(DatePart::Year).eq(2024), &empty(17)).unwrap_err();
    assert!(
        error.contains("`day.year_number` of `x.row`") && error.contains("Odoo 18"),
        "{error}"
    );
    let client = Client::new(Fake(empty(17)));
    let count = Row::search_count(
        &client,
        Row::PARENT_ID.any(Row::DAY.date_part(DatePart::Year).eq(1)),
    );
    block_on(count).unwrap_err();
}

/// Conditions with `any` and without, nested.
fn any_domain() -> impl Strategy<Value = Domain<Row>> {
    let leaf = prop_oneof![
        Just(Domain::all()),
        Just(Domain::none()),
        (0..4_i64).prop_map(|n| Row::A.eq(n)),
        (0..4_i64).prop_map(|n| Row::A.ne(n)),
        (0..4_i64).prop_map(|n| Row::A.gt(n)),
        (1..4_i64, 1..4_i64).prop_map(|(n, m)| Row::A.not_in([n, m])),
        Just(Row::A.is_unset()),
        Just(Row::PARENT_ID.is_set()),
        any::<bool>().prop_map(|yes| Row::ACTIVE.eq(yes)),
        (1..7_i64).prop_map(|id| Row::TAG_IDS.is_in([crate::Id::new(id)])),
    ];
    leaf.prop_recursive(4, 24, 2, |inner| {
        let pair = (inner.clone(), inner.clone());
        prop_oneof![
            pair.clone().prop_map(|(a, b)| a & b),
            pair.prop_map(|(a, b)| a | b),
            inner.clone().prop_map(|a| !a),
            (inner.clone(), any::<bool>()).prop_map(|(a, not)| quantified(not, a, 0)),
            (inner.clone(), any::<bool>()).prop_map(|(a, not)| quantified(not, a, 1)),
            (inner, any::<bool>()).prop_map(|(a, not)| quantified(not, a, 2)),
        ]
    })
}

fn quantified(not: bool, inner: Domain<Row>, field: u8) -> Domain<Row> {
    match (field, not) {
        (0, false) => Row::PARENT_ID.any(inner),
        (0, true) => Row::PARENT_ID.not_any(inner),
        (1, false) => Row::CHILD_IDS.any(inner),
        (1, true) => Row::CHILD_IDS.not_any(inner),
        (_, false) => Row::TAG_IDS.any(inner),
        (_, true) => Row::TAG_IDS.not_any(inner),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn an_older_server_finds_the_same_records(domain in any_domain(), database in any_database(14), active_test: bool) {
        let newer = database.on(17);
        let wanted = newer.search(&domain.to_json().unwrap(), active_test);
        let context = Context::new().active_test(active_test);
        let sent = lowered_in(&domain, &database, context).unwrap();
        prop_assert_eq!(database.search(&sent, active_test), wanted, "{} became {}", domain, sent);
    }
}
