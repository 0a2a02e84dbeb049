//! Random domains.

use serde_json::{Value, json};

use super::{
    random::Random,
    records::{NAMES, Records},
    schema::TAG,
};

/// Values to compare with the values of a field.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    Text,
    Short,
    Int,
    Float,
    Bool,
    Date,
    Time,
    Sel,
    Ref,
    Tag,
    Main,
    Lines,
    Tags,
    Id,
}

const STORED: &[(&str, Kind)] = &[
    ("x_name", Kind::Text),
    ("x_text", Kind::Text),
    ("x_html", Kind::Text),
    ("x_title", Kind::Text),
    ("x_code", Kind::Text),
    ("x_short", Kind::Short),
    ("x_int", Kind::Int),
    ("x_float", Kind::Float),
    ("x_bool", Kind::Bool),
    ("x_date", Kind::Date),
    ("x_time", Kind::Time),
    ("x_sel", Kind::Sel),
    ("x_ref", Kind::Ref),
    ("x_tag_color", Kind::Int),
    ("id", Kind::Id),
];
const RELATIONS: &[(&str, Kind)] = &[
    ("x_tag_id", Kind::Tag),
    ("x_keep_id", Kind::Tag),
    ("x_parent_id", Kind::Main),
    ("x_line_ids", Kind::Lines),
    ("x_child_ids", Kind::Main),
    ("x_tag_ids", Kind::Tags),
];
const PATHS: &[(&str, Kind)] = &[
    ("x_tag_id.x_name", Kind::Text),
    ("x_tag_id.x_color", Kind::Int),
    ("x_parent_id.x_name", Kind::Text),
    ("x_parent_id.x_int", Kind::Int),
    ("x_parent_id.x_tag_id", Kind::Tag),
    ("x_line_ids.x_name", Kind::Text),
    ("x_line_ids.x_qty", Kind::Int),
    ("x_tag_ids.x_name", Kind::Text),
    ("x_tag_ids.x_color", Kind::Int),
    ("x_child_ids.x_bool", Kind::Bool),
    ("x_parent_id.x_tag_ids.x_name", Kind::Text),
    ("x_tag_id.id", Kind::Id),
    ("x_parent_id.x_active", Kind::Bool),
    ("x_line_ids.x_active", Kind::Bool),
    ("x_parent_id.x_date", Kind::Date),
];

const OPERATORS: &[&str] = &[
    "=",
    "!=",
    "<",
    ">",
    "<=",
    ">=",
    "in",
    "not in",
    "like",
    "not like",
    "ilike",
    "not ilike",
    "=like",
    "=ilike",
    "=?",
];

/// The kinds of fields in a domain.
#[derive(Debug, Clone, Copy)]
pub(super) enum About {
    Stored,
    Relations,
    Paths,
    Everything,
}

pub(super) fn any(random: &mut Random, records: &Records, about: About, major: u16) -> Value {
    let terms = 1 + random.below(3);
    let mut domain = Vec::new();
    for _ in 0..terms {
        term(random, records, about, major, &mut domain, 0);
    }
    domain.into()
}

fn term(
    random: &mut Random,
    records: &Records,
    about: About,
    major: u16,
    domain: &mut Vec<Value>,
    depth: usize,
) {
    match random.below(8) {
        0 if depth < 3 => {
            domain.push("!".into());
            term(random, records, about, major, domain, depth + 1);
        }
        1 | 2 if depth < 3 => {
            domain.push((*random.pick(&["|", "|", "&"])).into());
            term(random, records, about, major, domain, depth + 1);
            term(random, records, about, major, domain, depth + 1);
        }
        _ => domain.push(leaf(random, records, about, major, depth)),
    }
}

fn leaf(random: &mut Random, records: &Records, about: About, major: u16, depth: usize) -> Value {
    if random.one_in(40) {
        return json!([random.below(2), "=", 1]);
    }
    if random.one_in(20) {
        return json!(["x_active", *random.pick(&["=", "!="]), random.one_in(2)]);
    }
    let fields = match (about, random.below(3)) {
        (About::Stored, _) | (About::Everything, 0) => STORED,
        (About::Relations, _) | (About::Everything, 1) => RELATIONS,
        (About::Paths | About::Everything, _) => PATHS,
    };
    let (field, kind) = *random.pick(fields);
    let is_relation = matches!(kind, Kind::Tag | Kind::Main | Kind::Lines | Kind::Tags);
    if is_relation && major >= 17 && depth < 2 && random.one_in(6) {
        let inner = match kind {
            Kind::Main => any(random, records, About::Stored, major),
            Kind::Lines => json!([["x_qty", *random.pick(OPERATORS), random.below(3)]]),
            _ => json!([["x_name", "!=", *random.pick(&["red", "green", ""])]]),
        };
        return json!([field, *random.pick(&["any", "not any"]), inner]);
    }
    let operators = if is_relation {
        &OPERATORS[..12]
    } else {
        OPERATORS
    };
    let operator = *random.pick(operators);
    let one = |random: &mut Random| value(random, records, kind);
    let value = if operator.ends_with("in") || random.one_in(30) {
        (0..random.below(4)).map(|_| one(random)).collect()
    } else {
        one(random)
    };
    json!([field, operator, value])
}

/// A valid value for a field, or an empty one.
fn value(random: &mut Random, records: &Records, kind: Kind) -> Value {
    if random.one_in(8) {
        return json!(false);
    }
    match kind {
        Kind::Text => json!(*random.pick(&[NAMES, &["red", "l", "%", "x", "_"]].concat())),
        Kind::Short => json!(*random.pick(&["abcde", "abc", "b", "abcdefgh"])),
        Kind::Int => json!(*random.pick(&[0, 1, 2, -5, 10])),
        Kind::Float => json!(*random.pick(&[0.0, 1.5, -0.25, 100.0, 1.0])),
        Kind::Bool => json!(random.one_in(2)),
        Kind::Date => json!(*random.pick(&[
            "2024-01-01",
            "2024-02-29",
            "2024-02-29 12:00:00",
            "2000-01-01"
        ])),
        Kind::Time => json!(*random.pick(&[
            "2024-01-01",
            "2024-01-01 10:00:00",
            "2024-01-02",
            "2024-01-01T10:00:00",
            "2024-03-31 23:30:00"
        ])),
        Kind::Sel => json!(*random.pick(&["a", "b", "zz", ""])),
        Kind::Ref => json!(format!("{TAG},{}", records.tag(random))),
        Kind::Tag | Kind::Tags if random.one_in(4) => json!(*random.pick(&["red", "re", "", "x"])),
        Kind::Tag | Kind::Tags => json!(records.tag(random)),
        Kind::Main if random.one_in(4) => json!(*random.pick(NAMES)),
        Kind::Main | Kind::Id => json!(records.main(random)),
        Kind::Lines if random.one_in(4) => json!(*random.pick(&["l1", "l", ""])),
        Kind::Lines => json!(records.line(random)),
    }
}

/// A leaf with a random value on a random field: mostly invalid.
pub(super) fn odd(random: &mut Random, records: &Records) -> Value {
    let (field, _) = *random.pick(&[STORED, RELATIONS, PATHS].concat());
    let mut operators = OPERATORS.to_vec();
    operators.extend(["child_of", "==", "ILIKE", "any", "nope"]);
    let operator = *random.pick(&operators);
    let values = [
        json!(null),
        json!(true),
        json!("x"),
        json!(""),
        json!(5),
        json!(1.5),
        json!([]),
        json!([false]),
        json!([null]),
        json!(["x", 1]),
        json!({}),
        json!(0),
        json!("2024-02-30"),
        json!(records.main(random)),
    ];
    let value = random.pick(&values).clone();
    match random.below(12) {
        0 => json!([["no_such_field", operator, value]]),
        1 => json!([[field, operator]]),
        2 => json!(["&", [field, "=", false]]),
        3 => json!([field, operator, value]),
        4 => json!(value),
        _ => json!([[field, operator, value]]),
    }
}
