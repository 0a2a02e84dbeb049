//! A model with a field of each type, and its records.

use odoo_mock::{FieldDef, ModelDef, World};
use serde_json::{Map, Value, json};

use crate::random::Random;

/// A field: its declaration on a real server, and in memory.
pub(crate) struct Declared {
    pub(crate) name: &'static str,
    pub(crate) real: Value,
    memory: FieldDef,
}

pub(crate) fn declared(major: u16) -> Vec<Declared> {
    let field = |name, real, memory| Declared { name, real, memory };
    let plain = |name, kind: &str, memory| field(name, json!({"ttype": kind}), memory);
    let translate = if major < 18 {
        json!(true)
    } else {
        json!("standard")
    };
    let key = |key: &&str| json!([0, 0, {"value": key, "name": key.to_uppercase()}]);
    let keys: Value = ["a", "b", "c"].iter().map(key).collect();
    let link =
        |model: &str| json!({"ttype": "many2one", "relation": model, "on_delete": "set null"});
    vec![
        plain("x_name", "char", FieldDef::char()),
        plain("x_active", "boolean", FieldDef::boolean()),
        plain("x_text", "text", FieldDef::text()),
        plain("x_html", "html", FieldDef::html()),
        field(
            "x_short",
            json!({"ttype": "char", "size": 5}),
            FieldDef::char().size(5),
        ),
        field(
            "x_title",
            json!({"ttype": "char", "translate": translate}),
            FieldDef::char().translated(),
        ),
        plain("x_int", "integer", FieldDef::integer()),
        plain("x_float", "float", FieldDef::float()),
        plain("x_bool", "boolean", FieldDef::boolean()),
        plain("x_date", "date", FieldDef::date()),
        plain("x_time", "datetime", FieldDef::datetime()),
        field(
            "x_sel",
            json!({"ttype": "selection", "selection_ids": keys}),
            FieldDef::selection(["a", "b", "c"]),
        ),
        field(
            "x_country_id",
            link("res.country"),
            FieldDef::many2one("res.country"),
        ),
        field(
            "x_currency_id",
            link("res.currency"),
            FieldDef::many2one("res.currency"),
        ),
        field(
            "x_amount",
            // 14 knows it by its name.
            if major < 16 {
                json!({"ttype": "monetary"})
            } else {
                json!({"ttype": "monetary", "currency_field": "x_currency_id"})
            },
            FieldDef::monetary("x_currency_id"),
        ),
    ]
}

pub(crate) fn define(world: &World, name: &str) {
    for field in declared(world.major()) {
        world.define(ModelDef::new(name).field(field.name, field.memory));
    }
}

pub(crate) const TEXTS: &[&str] = &[
    "",
    "Alpha",
    "alpha",
    "Àlphä",
    "al_ha",
    "al%ha",
    "al\\ha",
    "beta",
    "Beta gamma",
    "a'b",
    "straße",
    "K",
    "10",
    "ski",
];
pub(crate) const FLOATS: &[&str] = &[
    "0", "0.1", "1", "1.5", "-2.25", "0.005", "100.1", "1e15", "2.675", "-0.0",
];
pub(crate) const DATES: &[&str] = &[
    "2024-01-01",
    "2024-01-31",
    "2024-02-29",
    "2023-12-31",
    "1969-07-20",
    "1700-03-04",
    "2024-04-01",
];
pub(crate) const TIMES: &[&str] = &[
    "2024-01-01 00:00:00",
    "2024-01-01 23:59:59",
    "2024-02-29 12:34:56",
    "2023-12-31 23:00:00",
    "1969-07-20 20:17:40",
    "2024-07-01 10:00:00",
];

/// The values of a record. A field without a value is NULL in the database.
pub(crate) fn values(random: &mut Random, countries: &[i64], currencies: &[i64]) -> Value {
    let mut values = Map::new();
    let mut set = |random: &mut Random, name: &str, value: Value| {
        if !random.one_in(4) {
            values.insert(name.to_owned(), value);
        }
    };
    for name in ["x_name", "x_text", "x_title"] {
        let text = random.pick(TEXTS).into();
        set(random, name, text);
    }
    let html = format!("<p>{}</p>", random.pick(&["a", "b"])).into();
    set(random, "x_html", html);
    let short = random.pick(&["", "abc", "alpha", "al_ha"]).into();
    set(random, "x_short", short);
    let number = [0, 1, 2, 3, -5, 10, 100, i32::MAX][random.below(8)].into();
    set(random, "x_int", number);
    for name in ["x_float", "x_amount"] {
        let float = random.pick(FLOATS).parse::<f64>().unwrap().into();
        set(random, name, float);
    }
    for name in ["x_bool", "x_active"] {
        let flag = random.one_in(2).into();
        set(random, name, flag);
    }
    let date = random.pick(DATES).into();
    set(random, "x_date", date);
    let time = random.pick(TIMES).into();
    set(random, "x_time", time);
    let key = random.pick(&["a", "b", "c"]).into();
    set(random, "x_sel", key);
    let country = countries[random.below(countries.len())].into();
    set(random, "x_country_id", country);
    let currency = currencies[random.below(currencies.len())].into();
    set(random, "x_currency_id", currency);
    Value::Object(values)
}
