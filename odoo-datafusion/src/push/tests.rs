//! The condition of each kind of filter, before 18 and since.

use std::sync::Arc;

use datafusion::{
    catalog::TableProvider as _,
    common::DFSchema,
    optimizer::simplify_expressions::{ExprSimplifier, SimplifyContext},
    prelude::SessionContext,
};
use odoo_arrow::Table;
use odoo_mock::{FieldDef, ModelDef, World};
use serde_json::{Value, json};

use super::*;
use crate::OdooTable;

async fn table(version: u16) -> OdooTable {
    let world = World::version(version);
    let fields = [
        ("name", FieldDef::char()),
        ("code", FieldDef::char().size(3)),
        ("title", FieldDef::char().translated()),
        ("number", FieldDef::integer()),
        ("price", FieldDef::float().digits(16, 2)),
        ("flag", FieldDef::boolean()),
        ("day", FieldDef::date()),
        ("moment", FieldDef::datetime()),
        ("state", FieldDef::selection(["a", "b"])),
        ("country_id", FieldDef::many2one("res.country")),
        ("country_code", FieldDef::char().related("country_id.code")),
    ];
    for (name, field) in fields {
        world.define(ModelDef::new("x.model").field(name, field));
    }
    let names = fields_of_table();
    let table = Table::named(&world.client(), "x.model", &names, json!([])).await;
    OdooTable::new(table.unwrap()).await.unwrap()
}

fn fields_of_table() -> Vec<&'static str> {
    vec![
        "name",
        "code",
        "title",
        "number",
        "price",
        "flag",
        "day",
        "moment",
        "state",
        "country_id",
        "country_code",
    ]
}

/// The condition for a filter, and whether it is exact.
fn push(table: &OdooTable, filter: &str) -> Option<(Value, bool)> {
    let session = SessionContext::new();
    let schema = DFSchema::try_from(table.schema()).unwrap();
    let expr = session.parse_sql_expr(filter, &schema).unwrap();
    // As the optimizer does: constants get the types of their columns.
    let context = SimplifyContext::builder()
        .with_schema(Arc::new(schema.clone()))
        .build();
    let simplifier = ExprSimplifier::new(context);
    let expr = simplifier.coerce(expr, &schema).unwrap();
    let expr = simplifier.simplify(expr).unwrap();
    let pushed = table.fields().push(&expr)?;
    let is_exact = matches!(pushed, Pushed::Exact(_));
    let mut domain = Vec::new();
    pushed.condition().add_to(&mut domain);
    Some((domain.into(), is_exact))
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "a table")]
async fn filters_become_conditions_that_find_the_same_records_or_more() {
    let both: &[(&str, Option<(Value, bool)>)] = &[
        ("id = 5", Some((json!([["id", "=", 5]]), true))),
        (
            "id IN (1, 2, 3, 4, 5)",
            Some((json!([["id", "in", [1, 2, 3, 4, 5]]]), true)),
        ),
        ("name = 'x'", Some((json!([["name", "=", "x"]]), true))),
        ("code = 'long'", None),
        (
            "code LIKE 'ab%'",
            Some((json!([["code", "=like", "ab%"]]), false)),
        ),
        ("code LIKE 'abc%'", None),
        ("name < 'x'", None),
        (
            "name LIKE 'a_c%'",
            Some((json!([["name", "=like", "a%c%"]]), false)),
        ),
        ("name NOT LIKE 'a%'", None),
        ("title = 'x'", Some((json!([["title", "=", "x"]]), false))),
        ("title <> 'x'", None),
        ("number = 1", Some((json!([["number", "=", 1]]), true))),
        (
            "number = 0",
            Some((
                json!(["|", ["number", "=", 0], ["number", "=", false]]),
                true,
            )),
        ),
        (
            "number < 3",
            Some((
                json!(["|", ["number", "<", 3], ["number", "=", false]]),
                true,
            )),
        ),
        ("NOT number < 3", Some((json!([["number", ">=", 3]]), true))),
        ("number <> 0", Some((json!([["number", "!=", 0]]), true))),
        ("price > 1.5", Some((json!([["price", ">=", 1.49]]), false))),
        ("price <> 1.5", None),
        ("flag", Some((json!([["flag", "=", true]]), true))),
        ("NOT flag", Some((json!([["flag", "=", false]]), true))),
        (
            "day <= '2024-02-29'",
            Some((json!([["day", "<=", "2024-02-29"]]), true)),
        ),
        (
            "moment <= '2024-02-29T10:00:00Z'",
            Some((json!([["moment", "<", "2024-02-29 10:00:01"]]), true)),
        ),
        (
            "moment > '2024-02-29T10:00:00.5Z'",
            Some((json!([["moment", ">=", "2024-02-29 10:00:01"]]), true)),
        ),
        (
            "state <> 'a'",
            Some((
                json!(["&", ["state", "!=", "a"], ["state", "!=", false]]),
                true,
            )),
        ),
        (
            "country_id IS NULL",
            Some((json!([["country_id", "=", false]]), true)),
        ),
        ("country_id = -1", None),
        ("country_code = 'BE'", None),
        (
            "NOT (number = 1 OR country_id = 2)",
            Some((
                json!([
                    "&",
                    ["number", "!=", 1],
                    "&",
                    ["country_id", "!=", 2],
                    ["country_id", "!=", false]
                ]),
                true,
            )),
        ),
        (
            "number = 1 AND lower(name) = 'x'",
            Some((json!([["number", "=", 1]]), false)),
        ),
        ("number = 1 OR lower(name) = 'x'", None),
    ];
    let before: &[(&str, Option<(Value, bool)>)] = &[
        ("name IS NULL", Some((json!([["name", "=", false]]), true))),
        (
            "name IS NOT NULL",
            Some((json!([["name", "!=", false]]), true)),
        ),
        ("name = ''", Some((json!([["name", "=", ""]]), true))),
        (
            "name <> 'x'",
            Some((
                json!(["&", ["name", "!=", "x"], ["name", "!=", false]]),
                true,
            )),
        ),
    ];
    let from_18: &[(&str, Option<(Value, bool)>)] = &[
        ("name IS NULL", Some((json!([["name", "=", false]]), false))),
        ("name IS NOT NULL", None),
        ("name = ''", Some((json!([["name", "=", ""]]), false))),
        ("name <> 'x'", Some((json!([["name", "!=", "x"]]), false))),
    ];
    for (version, own) in [(14, before), (17, before), (18, from_18), (19, from_18)] {
        let table = table(version).await;
        for (filter, expected) in both.iter().chain(own) {
            assert_eq!(push(&table, filter), *expected, "{filter} on {version}");
        }
    }
}
