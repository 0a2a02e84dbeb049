//! Domains of very many terms.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{
    Row, leaf,
    lowering::{empty, lowered},
    naive::any_database,
    text,
};
use crate::{Domain, Id, domain::merge_equalities::Fields};

/// What the server knows of the fields.
pub(super) fn fields() -> Value {
    json!({
        "id": {"type": "integer", "store": true},
        "a": {"type": "integer", "store": true},
        "name": {"type": "char", "store": true, "translate": true},
        "price": {"type": "float", "store": true},
        "day": {"type": "date", "store": true},
        "parent_id": {"type": "many2one", "store": true},
        "child_ids": {"type": "one2many", "store": true},
    })
}

fn gathered(domain: &Domain<Row>, fields: &Value) -> Domain<Row> {
    let model = crate::model::meta::<Row>();
    let fields: Fields = serde_json::from_value(json!({"x.row": fields})).unwrap();
    Domain::of(domain.node.clone().gather(model, &fields), domain.depth)
}

fn gathered_text(domain: &Domain<Row>) -> String {
    text(&gathered(domain, &fields()))
}

/// The operators and conditions that are sent to a server of this version.
fn sent(domain: &Domain<Row>, version: u16) -> Vec<Value> {
    let sent = lowered(domain, &empty(version)).unwrap();
    sent.as_array().unwrap().clone()
}

#[test]
fn equal_conditions_become_a_list_and_the_others_keep_their_order() {
    let domain = Row::PRICE.gt(1.0) | leaf(1) | Row::A.is_unset() | leaf(2) | Row::PRICE.gt(2.0);
    assert_eq!(
        gathered_text(&domain),
        r#"["|","|",["price",">",1.0],["a","in",[1,2]],"|",["a","=",false],["price",">",2.0]]"#
    );
    let domain = Row::A.ne(1) & Row::PARENT_ID.ne(Id::new(7)) & Row::A.ne(2);
    assert_eq!(
        gathered_text(&domain),
        r#"[["a","not in",[1,2]],["parent_id","!=",7]]"#
    );
    assert_eq!(
        gathered_text(&!(leaf(1) | leaf(2))),
        r#"["!",["a","in",[1,2]]]"#
    );
}

#[test]
fn values_with_another_meaning_in_a_list_are_not_merged() {
    let day = |day| Row::DAY.eq(chrono::NaiveDate::from_ymd_opt(2024, 1, day).unwrap());
    for domain in [
        leaf(0) | leaf(1),
        Row::A.is_unset() | leaf(1),
        leaf(1) & leaf(2),
        Row::A.ne(1) | Row::A.ne(2),
        Row::CHILD_IDS.dot(Row::A).ne(1) & Row::CHILD_IDS.dot(Row::A).ne(2),
        Row::CHILD_IDS.eq(Id::new(1)) | Row::CHILD_IDS.eq(Id::new(2)),
        Row::NAME.ne("x") & Row::NAME.ne("y"),
        Row::PRICE.eq(1.0) | Row::PRICE.eq(2.0),
        day(1) | day(2),
    ] {
        assert_eq!(gathered_text(&domain), text(&domain));
    }
}

#[test]
fn computed_and_company_dependent_fields_are_not_merged() {
    let domain = leaf(1) | leaf(2);
    for attributes in [
        json!({"type": "integer"}),
        json!({"type": "integer", "store": true, "company_dependent": true}),
    ] {
        let as_it_is = gathered(&domain, &json!({"a": attributes}));
        assert_eq!(text(&as_it_is), text(&domain));
    }
    // A field that the user may not see is not among them.
    assert_eq!(text(&gathered(&domain, &json!({}))), text(&domain));
}

#[test]
fn untranslated_text_becomes_a_list() {
    let domain = Row::NAME.eq("x") | Row::NAME.eq("y") | Row::NAME.eq("");
    let fields = json!({"name": {"type": "char", "store": true, "translate": false}});
    assert_eq!(
        text(&gathered(&domain, &fields)),
        r#"["|",["name","in",["x","y"]],["name","=",""]]"#
    );
}

#[test]
fn only_many_terms_are_merged_into_lists() {
    let equal = |count: i64| Domain::or_all((1..=count).map(leaf));
    assert_eq!(sent(&equal(300), 14).len(), 599);
    for version in 14..=19 {
        let sent = sent(&(equal(10_000) & Row::PRICE.gt(1.0)), version);
        assert_eq!(sent.len(), 2);
        assert_eq!(sent[0][1], "in");
        assert_eq!(sent[0][2].as_array().unwrap().len(), 10_000);
    }
}

#[test]
fn many_equal_conditions_on_related_records_become_a_list() {
    let equal = Domain::or_all((1..=10_000).map(leaf));
    for version in 17..=19 {
        let sent = sent(&Row::CHILD_IDS.not_any(equal.clone()), version);
        assert_eq!(sent[0][1], "not any");
        assert_eq!(sent[0][2][0][1], "in");
        assert_eq!(sent[0][2][0][2].as_array().unwrap().len(), 10_000);
    }
}

#[test]
fn a_row_that_postgresql_plans_slowly_stands_below_an_or() {
    let above = |count: i64| Domain::and_all((1..=count).map(|n| Row::A.gt(n)));
    let plain = leaf(1) & Row::PARENT_ID.is_in([Id::new(1)]);
    for version in 14..=19 {
        let sent = sent(&(plain.clone() & above(301)), version);
        assert_eq!(sent[0], json!(["a", "=", 1]));
        assert_eq!(sent[1], json!(["parent_id", "in", [1]]));
        assert_eq!(sent[2..4], [json!("|"), json!(["id", "like", "none"])]);
        assert_eq!(
            sent[4..],
            above(301).to_json().unwrap().as_array().unwrap()[..]
        );
    }
    assert_eq!(sent(&(leaf(1) & above(300)), 19)[0], "&");
    let not = !Domain::or_all((1..=301).map(|n| Row::A.gt(n)));
    assert_eq!(
        sent(&not, 19)[..3],
        [json!("|"), json!(["id", "like", "none"]), json!("!")]
    );
}

#[test]
fn too_many_terms_are_rejected_before_sending() {
    let above = |count: i64| (1..=count).map(|n| Row::A.gt(n));
    let error = |domain: &Domain<Row>, version| lowered(domain, &empty(version)).err();
    for many in [
        Domain::or_all(above(9_001)),
        Domain::and_all(above(9_001)),
        Domain::raw(Domain::or_all(above(9_001)).to_json().unwrap()),
        Row::PARENT_ID.any(Domain::or_all(above(9_001))),
        Row::PRICE.gt(1.0) | Row::PRICE.gt(2.0) & !!Domain::or_all(above(9_001)),
        !Domain::and_all(above(5_000)) | Domain::or_all(above(4_001)),
    ] {
        for version in [17, 18] {
            let error = error(&many, version).unwrap();
            for part in ["`x.row`", "9001 terms", "17.0", "at most 9000", "`is_in`"] {
                let part = part.replace("17.0", &format!("{version}.0"));
                assert!(error.contains(&part), "{error}");
            }
        }
    }
    for version in [14, 16, 19] {
        assert_eq!(error(&Domain::or_all(above(9_001)), version), None);
    }
    assert_eq!(error(&Domain::or_all(above(9_000)), 17), None);
    let apart = Domain::or_all(above(5_000)) & Domain::or_all(above(5_000));
    assert_eq!(error(&apart, 17), None);
}

#[test]
fn a_domain_of_few_terms_costs_no_call() {
    struct Silent;
    impl odoo_rpc::Transport for Silent {
        fn call(
            &self,
            call: odoo_rpc::Call,
            _: odoo_rpc::CallState,
        ) -> odoo_rpc::BoxFuture<'_, Result<odoo_rpc::Response, odoo_rpc::Error>> {
            panic!("{call:?}")
        }
    }
    let client = odoo_rpc::Client::new(Silent);
    let domain = Domain::or_all((1..=300).map(leaf))
        & Domain::and_all((1..=8_998).map(|n| Row::A.gt(n)))
        & leaf(1);
    super::lowering::block_on(domain.for_server(&client)).unwrap();
}

/// Conditions of which many are on one field.
fn any_domain() -> impl Strategy<Value = Domain<Row>> {
    let leaf = prop_oneof![
        4 => (0..4_i64).prop_map(|n| Row::A.eq(n)),
        4 => (0..4_i64).prop_map(|n| Row::A.ne(n)),
        1 => Just(Row::A.is_unset()),
        1 => Just(Row::A.is_set()),
        1 => (0..7_i64).prop_map(|id| Row::ID.eq(Id::new(id + 1))),
        1 => any::<bool>().prop_map(|yes| Row::ACTIVE.eq(yes)),
        1 => (1..4_i64).prop_map(|n| Row::CHILD_IDS.dot(Row::A).ne(n)),
        1 => (1..4_i64).prop_map(|n| Row::PARENT_ID.dot(Row::A).eq(n)),
    ];
    leaf.prop_recursive(4, 48, 6, |inner| {
        let several = proptest::collection::vec(inner.clone(), 1..6);
        prop_oneof![
            3 => several.clone().prop_map(Domain::and_all),
            3 => several.prop_map(Domain::or_all),
            3 => inner.clone().prop_map(|a| !a),
            1 => inner.clone().prop_map(|a| Row::CHILD_IDS.any(a)),
            1 => inner.prop_map(|a| Row::PARENT_ID.not_any(a)),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn lists_find_the_records_that_many_terms_find(
        domain in any_domain(),
        database in any_database(14),
        version in 17..=19_u16,
        many in 1..4_usize,
        active_test: bool,
    ) {
        let database = database.on(version);
        let lists = gathered(&domain, &fields());
        let lists = Domain::of(lists.node.planned(many, false), lists.depth);
        let found = |domain: &Domain<Row>| database.search(&domain.to_json().unwrap(), active_test);
        prop_assert_eq!(found(&lists), found(&domain), "{} became {}", domain, lists);
    }
}
