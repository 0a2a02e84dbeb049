mod lowering;
mod many;
mod naive;
mod reading;

use chrono::NaiveDate;
use proptest::prelude::*;
use serde_json::Value;

use super::*;
use crate::{Id, Many2many, One2many};

#[derive(crate::OdooModel)]
#[odoo(model = "x.row")]
#[expect(dead_code, reason = "the tests use only its field constants")]
struct Row {
    id: Id<Row>,
    a: Option<i64>,
    price: f64,
    name: Option<String>,
    active: bool,
    day: Option<NaiveDate>,
    parent_id: Option<Id<Row>>,
    child_ids: One2many<Row>,
    tag_ids: Many2many<Row>,
}

fn text(domain: &Domain<Row>) -> String {
    domain.to_json().unwrap().to_string()
}

fn leaf(n: i64) -> Domain<Row> {
    Row::A.eq(n)
}

#[test]
fn all_is_the_empty_list_and_joins_without_a_trace() {
    assert_eq!(text(&Domain::all()), "[]");
    assert_eq!(text(&(Domain::all() & leaf(1))), r#"[["a","=",1]]"#);
    assert_eq!(text(&(leaf(1) & Domain::all())), r#"[["a","=",1]]"#);
    assert_eq!(text(&!Domain::<Row>::all()), r#"[[0,"=",1]]"#);
    assert_eq!(text(&!Domain::<Row>::none()), "[]");
}

#[test]
fn all_or_a_condition_keeps_the_condition() {
    assert_eq!(
        text(&(Domain::all() | leaf(1))),
        r#"["|",[1,"=",1],["a","=",1]]"#
    );
}

#[test]
fn operators_precede_their_terms() {
    assert_eq!(
        text(&((leaf(1) | leaf(2) | leaf(3)) & !(leaf(4) & leaf(5)))),
        r#"["|",["a","=",1],"|",["a","=",2],["a","=",3],"!","&",["a","=",4],["a","=",5]]"#
    );
}

#[test]
fn a_condition_on_related_records_is_nested() {
    assert_eq!(
        text(&Row::PARENT_ID.any(leaf(1) & leaf(2))),
        r#"[["parent_id","any",[["a","=",1],["a","=",2]]]]"#
    );
    assert_eq!(
        text(&Row::PARENT_ID.any(Domain::all())),
        r#"[["parent_id","any",[]]]"#
    );
}

#[test]
fn lists_of_domains_are_joined_and_an_empty_list_has_a_meaning() {
    let leaves = || (1..4).map(leaf);
    assert_eq!(
        text(&Domain::and_all(leaves())),
        text(&(leaf(1) & leaf(2) & leaf(3)))
    );
    assert_eq!(
        text(&Domain::or_all(leaves())),
        text(&(leaf(1) | leaf(2) | leaf(3)))
    );
    assert_eq!(text(&Domain::and_all([])), "[]");
    assert_eq!(text(&Domain::or_all([])), r#"[[0,"=",1]]"#);
    assert_eq!(
        text(&(Domain::none() & leaf(1))),
        r#"[[0,"=",1],["a","=",1]]"#
    );
}

#[test]
fn display_uses_infix_notation() {
    let domain =
        leaf(1) & (Row::A.is_set() | !Row::PARENT_ID.any(leaf(2) & leaf(3))) & Row::A.is_unset();
    assert_eq!(
        domain.to_string(),
        "a = 1 and (a is set or not parent_id any (a = 2 and a = 3)) and a is unset"
    );
    assert_eq!((!(leaf(1) | leaf(2))).to_string(), "not (a = 1 or a = 2)");
    assert_eq!(Domain::<Row>::all().to_string(), "everything");
    assert_eq!(Domain::<Row>::none().to_string(), "nothing");
    assert!(
        Row::PRICE
            .gt(f64::NAN)
            .to_string()
            .starts_with("price > (NaN cannot")
    );
}

#[test]
fn a_zero_in_a_list_becomes_a_separate_condition() {
    assert_eq!(
        text(&Row::A.is_in([1, 0, 2])),
        r#"["|",["a","=",0],["a","in",[1,2]]]"#
    );
    assert_eq!(text(&Row::PRICE.is_in([0.0])), r#"[["price","=",0.0]]"#);
    assert_eq!(
        text(&Row::A.not_in([1, 0])),
        r#"[["a","!=",0],["a","not in",[1]]]"#
    );
    assert_eq!(text(&Row::A.is_in([1])), r#"[["a","in",[1]]]"#);
    assert_eq!(text(&Row::A.is_in([0_i64; 0])), r#"[["a","in",[]]]"#);
}

#[test]
fn many_terms_are_joined_as_a_tree_that_is_not_deep() {
    for (operator, domain) in [
        ("|", (0..1000).fold(leaf(0), |all, n| all | leaf(n))),
        ("&", (0..1000).fold(leaf(0), |all, n| all & leaf(n))),
    ] {
        let json = domain.to_json().unwrap();
        let row = json
            .as_array()
            .unwrap()
            .iter()
            .take_while(|term| *term == operator)
            .count();
        assert!((5..20).contains(&row), "{row}");
    }
}

#[test]
fn too_deep_nesting_is_rejected_without_a_crash() {
    let mut deep = leaf(1);
    for _ in 0..100_000 {
        deep = (deep & leaf(2)) | leaf(3);
    }
    let error = deep.to_json().unwrap_err().to_string();
    assert!(error.contains("at most 200 levels"), "{error}");
    let mut deep = leaf(1);
    for _ in 0..100_000 {
        deep = Row::PARENT_ID.any(deep);
    }
    deep.to_json().unwrap_err();
    let mut not = leaf(1);
    for _ in 0..100_000 {
        not = !not;
    }
    not.to_json().unwrap();
    let mut allowed = leaf(1);
    for _ in 0..90 {
        allowed = (allowed & leaf(2)) | leaf(3);
    }
    allowed.to_json().unwrap();
}

#[test]
fn double_negation_cancels_out() {
    assert_eq!(text(&!!leaf(1)), text(&leaf(1)));
}

#[test]
fn raw_conditions_are_sent_unchanged() {
    let list = r#"["|",["a","=",1],["a","=",2],["price",">",1.5]]"#;
    let raw = || Domain::<Row>::raw(serde_json::from_str(list).unwrap());
    assert_eq!(text(&raw()), list);
    assert_eq!(
        text(&(raw() & leaf(3))),
        r#"["&","|",["a","=",1],["a","=",2],["price",">",1.5],["a","=",3]]"#
    );
    assert_eq!(
        (leaf(3) & raw()).to_string(),
        r#"a = 3 and ["|",["a","=",1],["a","=",2],["price",">",1.5]]"#
    );
    assert_eq!(format!("{:?}", raw()), "x.row[a =, a =, price >]");
    assert_eq!(text(&Domain::raw(Value::Array(Vec::new()))), "[]");
}

#[test]
fn debug_shows_no_values() {
    let domain = Row::A.eq(424_242) & !Row::PARENT_ID.any(Row::PRICE.gt(1.5));
    assert_eq!(format!("{domain:?}"), "x.row[a =, parent_id any (price >)]");
    let many = (0..20).fold(Domain::all(), |all, n| all | leaf(n));
    assert!(format!("{many:?}").ends_with("a =, …]"), "{many:?}");
}

#[test]
fn an_invalid_value_is_reported_with_its_field() {
    let error = |domain: Domain<Row>| domain.to_json().unwrap_err().to_string();
    assert_eq!(
        error(leaf(1) & !Row::PRICE.gt(f64::NAN)),
        "field `price` of `x.row` cannot be searched: NaN cannot be sent or compared: expected a finite number"
    );
    assert_eq!(
        error(Row::PARENT_ID.any(Row::A.is_in([1, 3_000_000_000_i64]))),
        "field `parent_id.a` of `x.row` cannot be searched: 3000000000 exceeds the 32 bits of Odoo's integers"
    );
}

/// The tree from which a domain was built, evaluated independently of the library.
#[derive(Debug, Clone)]
enum Tree {
    All,
    None,
    Leaf(i64),
    And(Box<Tree>, Box<Tree>),
    Or(Box<Tree>, Box<Tree>),
    Not(Box<Tree>),
    /// Written as JSON and parsed again.
    Raw(Box<Tree>),
}

impl Tree {
    fn domain(&self) -> Domain<Row> {
        match self {
            Tree::All => Domain::all(),
            Tree::None => Domain::none(),
            Tree::Leaf(n) => leaf(*n),
            Tree::And(a, b) => a.domain() & b.domain(),
            Tree::Or(a, b) => a.domain() | b.domain(),
            Tree::Not(a) => !a.domain(),
            Tree::Raw(a) => Domain::raw(a.domain().to_json().unwrap()),
        }
    }

    fn holds(&self, true_leaves: u8) -> bool {
        match self {
            Tree::All => true,
            Tree::None => false,
            Tree::Leaf(n) => true_leaves >> n & 1 == 1,
            Tree::And(a, b) => a.holds(true_leaves) && b.holds(true_leaves),
            Tree::Or(a, b) => a.holds(true_leaves) || b.holds(true_leaves),
            Tree::Not(a) => !a.holds(true_leaves),
            Tree::Raw(a) => a.holds(true_leaves),
        }
    }
}

fn any_tree() -> impl Strategy<Value = Tree> {
    let leaf = prop_oneof![
        Just(Tree::All),
        Just(Tree::None),
        (0..8_i64).prop_map(Tree::Leaf)
    ];
    leaf.prop_recursive(6, 48, 2, |inner| {
        let pair = (inner.clone(), inner.clone());
        prop_oneof![
            pair.clone()
                .prop_map(|(a, b)| Tree::And(a.into(), b.into())),
            pair.prop_map(|(a, b)| Tree::Or(a.into(), b.into())),
            inner.clone().prop_map(|a| Tree::Not(a.into())),
            inner.prop_map(|a| Tree::Raw(a.into())),
        ]
    })
}

/// Evaluates a domain as the server parses it.
///
/// The server goes from the end, with a stack, and joins the remaining terms by `&`.
fn evaluate(domain: &Value, true_leaves: u8) -> bool {
    let mut stack: Vec<bool> = Vec::new();
    for term in domain.as_array().unwrap().iter().rev() {
        let value = match term.as_str() {
            Some("&") => stack.pop().unwrap() & stack.pop().unwrap(),
            Some("|") => stack.pop().unwrap() | stack.pop().unwrap(),
            Some("!") => !stack.pop().unwrap(),
            Some(other) => panic!("{other}"),
            None if term[0] == 1 => true,
            None if term[0] == 0 => false,
            None => true_leaves >> term[2].as_u64().unwrap() & 1 == 1,
        };
        stack.push(value);
    }
    stack.into_iter().all(|value| value)
}

proptest! {
    #[test]
    fn what_is_sent_means_what_was_written(tree in any_tree(), true_leaves: u8) {
        let sent = tree.domain().to_json().unwrap();
        prop_assert_eq!(evaluate(&sent, true_leaves), tree.holds(true_leaves), "{}", sent);
    }
}
