//! The models of the differential test, with a field of every type.

use odoo_mock::{FieldDef, ModelDef, OnDelete, World};
use serde_json::{Value, json};

use super::side::Side;

pub(super) const TAG: &str = "x_odoo_mock_tag";
pub(super) const MAIN: &str = "x_odoo_mock";
pub(super) const LINE: &str = "x_odoo_mock_line";

/// The models, in the order in which their records are created.
pub(super) const MODELS: &[&str] = &[TAG, MAIN, LINE];

/// A field: its declaration on a real server, and in memory.
struct Declared {
    model: &'static str,
    name: &'static str,
    real: Value,
    memory: FieldDef,
}

fn field(model: &'static str, name: &'static str, real: Value, memory: FieldDef) -> Declared {
    Declared {
        model,
        name,
        real,
        memory,
    }
}

/// All fields. A field that another one needs comes first.
fn declared(major: u16) -> Vec<Declared> {
    let mut all = values(major);
    all.extend(links());
    all
}

fn values(major: u16) -> Vec<Declared> {
    let plain =
        |model, name, kind: &str, memory| field(model, name, json!({"ttype": kind}), memory);
    let keys = |keys: &[&str]| -> Value {
        let key = |key: &&str| json!([0, 0, {"value": key, "name": key.to_uppercase()}]);
        keys.iter().map(key).collect()
    };
    let translate = if major < 18 {
        json!(true)
    } else {
        json!("standard")
    };
    vec![
        plain(TAG, "x_name", "char", FieldDef::char()),
        plain(TAG, "x_active", "boolean", FieldDef::boolean()),
        plain(TAG, "x_color", "integer", FieldDef::integer()),
        plain(LINE, "x_name", "char", FieldDef::char()),
        plain(LINE, "x_active", "boolean", FieldDef::boolean()),
        plain(LINE, "x_qty", "integer", FieldDef::integer()),
        plain(MAIN, "x_name", "char", FieldDef::char()),
        plain(MAIN, "x_active", "boolean", FieldDef::boolean()),
        plain(MAIN, "x_text", "text", FieldDef::text()),
        plain(MAIN, "x_html", "html", FieldDef::html()),
        field(
            MAIN,
            "x_short",
            json!({"ttype": "char", "size": 5}),
            FieldDef::char().size(5),
        ),
        field(
            MAIN,
            "x_title",
            json!({"ttype": "char", "translate": translate}),
            FieldDef::char().translated(),
        ),
        field(
            MAIN,
            "x_code",
            json!({"ttype": "char", "required": true}),
            FieldDef::char().required(),
        ),
        plain(MAIN, "x_int", "integer", FieldDef::integer()),
        plain(MAIN, "x_float", "float", FieldDef::float()),
        plain(MAIN, "x_bool", "boolean", FieldDef::boolean()),
        plain(MAIN, "x_date", "date", FieldDef::date()),
        plain(MAIN, "x_time", "datetime", FieldDef::datetime()),
        plain(MAIN, "x_bin", "binary", FieldDef::binary()),
        field(
            MAIN,
            "x_sel",
            json!({"ttype": "selection", "selection_ids": keys(&["a", "b", "c"])}),
            FieldDef::selection(["a", "b", "c"]),
        ),
        field(
            MAIN,
            "x_ref",
            json!({"ttype": "reference", "selection_ids": keys(&[TAG, "res.partner"])}),
            FieldDef::reference([TAG, "res.partner"])
                .key_labels(["X_ODOO_MOCK_TAG", "RES.PARTNER"]),
        ),
    ]
}

fn links() -> Vec<Declared> {
    let link = |to: &str, on_delete: &str| json!({"ttype": "many2one", "relation": to, "on_delete": on_delete});
    let lines =
        |of: &str, by: &str| json!({"ttype": "one2many", "relation": of, "relation_field": by});
    vec![
        field(
            MAIN,
            "x_tag_id",
            link(TAG, "set null"),
            FieldDef::many2one(TAG),
        ),
        field(
            MAIN,
            "x_parent_id",
            link(MAIN, "set null"),
            FieldDef::many2one(MAIN),
        ),
        field(
            MAIN,
            "x_keep_id",
            link(TAG, "restrict"),
            FieldDef::many2one(TAG).on_delete(OnDelete::Restrict),
        ),
        field(
            LINE,
            "x_owner_id",
            link(MAIN, "cascade"),
            FieldDef::many2one(MAIN).on_delete(OnDelete::Cascade),
        ),
        field(
            MAIN,
            "x_line_ids",
            lines(LINE, "x_owner_id"),
            FieldDef::one2many(LINE, "x_owner_id"),
        ),
        field(
            MAIN,
            "x_child_ids",
            lines(MAIN, "x_parent_id"),
            FieldDef::one2many(MAIN, "x_parent_id"),
        ),
        field(
            MAIN,
            "x_tag_ids",
            json!({"ttype": "many2many", "relation": TAG}),
            FieldDef::many2many(TAG),
        ),
        field(
            MAIN,
            "x_tag_name",
            json!({"ttype": "char", "related": "x_tag_id.x_name", "store": false}),
            FieldDef::char().related("x_tag_id.x_name"),
        ),
        field(
            MAIN,
            "x_tag_color",
            json!({"ttype": "integer", "related": "x_tag_id.x_color", "store": true}),
            FieldDef::integer().related("x_tag_id.x_color").stored(),
        ),
    ]
}

/// The compared fields.
pub(super) fn fields(model: &str) -> Vec<&'static str> {
    let all = declared(19);
    let own = all.iter().filter(|field| field.model == model);
    let named = (model == MAIN).then_some("display_name");
    named
        .into_iter()
        .chain(own.map(|field| field.name))
        .collect()
}

/// Creates the models on a real server through `ir.model`.
pub(super) async fn make_real(real: &Side, major: u16) {
    let mut ids = Vec::new();
    for name in MODELS {
        ids.push((*name, make_model(real, name).await));
    }
    for Declared {
        model,
        name,
        real: values,
        ..
    } in declared(major)
    {
        let (_, id) = ids.iter().find(|(known, _)| *known == model).unwrap();
        make_field(real, *id, name, values).await;
    }
}

async fn make_model(real: &Side, name: &str) -> i64 {
    if let Some(known) = real
        .ids("ir.model", &json!([["model", "=", name]]))
        .await
        .first()
    {
        return *known;
    }
    let values = json!({"name": name, "model": name, "state": "manual"});
    let id = real
        .must("ir.model", "create", json!([values]))
        .await
        .as_i64()
        .unwrap();
    let group = real
        .must(
            "ir.model.data",
            "check_object_reference",
            json!(["base", "group_user"]),
        )
        .await;
    let rights = json!({
        "name": name, "model_id": id, "group_id": group[1],
        "perm_read": true, "perm_write": true, "perm_create": true, "perm_unlink": true,
    });
    real.must("ir.model.access", "create", json!([rights]))
        .await;
    id
}

async fn make_field(real: &Side, model: i64, name: &str, mut values: Value) {
    let domain = json!([["model_id", "=", model], ["name", "=", name]]);
    if real.ids("ir.model.fields", &domain).await.is_empty() {
        values["model_id"] = model.into();
        values["name"] = name.into();
        values["field_description"] = name.into();
        values["state"] = "manual".into();
        real.must("ir.model.fields", "create", json!([values]))
            .await;
    }
}

/// Creates the same models in memory.
pub(super) fn make_memory(world: &World) {
    for field in declared(world.major()) {
        world.define(ModelDef::new(field.model).field(field.name, field.memory.label(field.name)));
    }
}
