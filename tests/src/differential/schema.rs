//! Models of our own, with a field of every type.

use odoo_mock::{FieldDef, ModelDef, OnDelete, World};
use serde_json::{Value, json};

use super::side::Side;

pub(super) const TAG: &str = "x_odoo_mock_tag";
pub(super) const MAIN: &str = "x_odoo_mock";
pub(super) const LINE: &str = "x_odoo_mock_line";

/// In the order in which their records are made.
pub(super) const MODELS: &[&str] = &[TAG, MAIN, LINE];

/// The fields that are compared.
pub(super) fn fields(model: &str) -> Value {
    match model {
        TAG => json!(["x_name", "x_active", "x_color"]),
        LINE => json!(["x_name", "x_active", "x_qty", "x_owner_id"]),
        _ => json!([
            "display_name",
            "x_name",
            "x_active",
            "x_text",
            "x_html",
            "x_short",
            "x_title",
            "x_int",
            "x_float",
            "x_bool",
            "x_date",
            "x_time",
            "x_sel",
            "x_tag_id",
            "x_parent_id",
            "x_keep_id",
            "x_line_ids",
            "x_child_ids",
            "x_tag_ids",
            "x_bin",
            "x_code",
            "x_tag_name",
            "x_tag_color",
            "x_ref",
        ]),
    }
}

/// Makes the models on a real server by its own means.
pub(super) async fn make_real(real: &Side, major: u16) {
    let tag = model(real, TAG).await;
    let main = model(real, MAIN).await;
    let line = model(real, LINE).await;
    let plain: &[(i64, &str, &str)] = &[
        (tag, "x_name", "char"),
        (tag, "x_active", "boolean"),
        (tag, "x_color", "integer"),
        (main, "x_name", "char"),
        (main, "x_active", "boolean"),
        (main, "x_text", "text"),
        (main, "x_html", "html"),
        (main, "x_int", "integer"),
        (main, "x_float", "float"),
        (main, "x_bool", "boolean"),
        (main, "x_date", "date"),
        (main, "x_time", "datetime"),
        (main, "x_bin", "binary"),
        (line, "x_name", "char"),
        (line, "x_active", "boolean"),
        (line, "x_qty", "integer"),
    ];
    for (model, name, kind) in plain {
        field(real, *model, name, json!({"ttype": kind})).await;
    }
    let keys = |keys: &[&str]| -> Value {
        keys.iter()
            .map(|key| json!([0, 0, {"value": key, "name": key.to_uppercase()}]))
            .collect()
    };
    let translated = if major < 18 {
        json!(true)
    } else {
        json!("standard")
    };
    let special = [
        (main, "x_short", json!({"ttype": "char", "size": 5})),
        (
            main,
            "x_title",
            json!({"ttype": "char", "translate": translated}),
        ),
        (main, "x_code", json!({"ttype": "char", "required": true})),
        (
            main,
            "x_sel",
            json!({"ttype": "selection", "selection_ids": keys(&["a", "b", "c"])}),
        ),
        (
            main,
            "x_ref",
            json!({"ttype": "reference", "selection_ids": keys(&[TAG, "res.partner"])}),
        ),
        (
            main,
            "x_tag_id",
            json!({"ttype": "many2one", "relation": TAG, "on_delete": "set null"}),
        ),
        (
            main,
            "x_parent_id",
            json!({"ttype": "many2one", "relation": MAIN, "on_delete": "set null"}),
        ),
        (
            main,
            "x_keep_id",
            json!({"ttype": "many2one", "relation": TAG, "on_delete": "restrict"}),
        ),
        (
            line,
            "x_owner_id",
            json!({"ttype": "many2one", "relation": MAIN, "on_delete": "cascade"}),
        ),
        (
            main,
            "x_line_ids",
            json!({"ttype": "one2many", "relation": LINE, "relation_field": "x_owner_id"}),
        ),
        (
            main,
            "x_child_ids",
            json!({"ttype": "one2many", "relation": MAIN, "relation_field": "x_parent_id"}),
        ),
        (
            main,
            "x_tag_ids",
            json!({"ttype": "many2many", "relation": TAG}),
        ),
        (
            main,
            "x_tag_name",
            json!({"ttype": "char", "related": "x_tag_id.x_name", "store": false}),
        ),
        (
            main,
            "x_tag_color",
            json!({"ttype": "integer", "related": "x_tag_id.x_color", "store": true}),
        ),
    ];
    for (model, name, values) in special {
        field(real, model, name, values).await;
    }
}

async fn model(real: &Side, name: &str) -> i64 {
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

async fn field(real: &Side, model: i64, name: &str, mut values: Value) {
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

/// The same models in memory.
pub(super) fn make_memory(world: &World) {
    world.define(
        ModelDef::new(TAG)
            .field("x_name", FieldDef::char().label("x_name"))
            .field("x_active", FieldDef::boolean().label("x_active"))
            .field("x_color", FieldDef::integer().label("x_color")),
    );
    world.define(
        ModelDef::new(MAIN)
            .field("x_name", FieldDef::char().label("x_name"))
            .field("x_active", FieldDef::boolean().label("x_active"))
            .field("x_text", FieldDef::text().label("x_text"))
            .field("x_html", FieldDef::html().label("x_html"))
            .field("x_short", FieldDef::char().size(5).label("x_short"))
            .field("x_title", FieldDef::char().translated().label("x_title"))
            .field("x_int", FieldDef::integer().label("x_int"))
            .field("x_float", FieldDef::float().label("x_float"))
            .field("x_bool", FieldDef::boolean().label("x_bool"))
            .field("x_date", FieldDef::date().label("x_date"))
            .field("x_time", FieldDef::datetime().label("x_time"))
            .field("x_sel", FieldDef::selection(["a", "b", "c"]).label("x_sel"))
            .field("x_tag_id", FieldDef::many2one(TAG).label("x_tag_id"))
            .field("x_parent_id", FieldDef::many2one(MAIN).label("x_parent_id"))
            .field(
                "x_keep_id",
                FieldDef::many2one(TAG)
                    .on_delete(OnDelete::Restrict)
                    .label("x_keep_id"),
            )
            .field(
                "x_line_ids",
                FieldDef::one2many(LINE, "x_owner_id").label("x_line_ids"),
            )
            .field(
                "x_child_ids",
                FieldDef::one2many(MAIN, "x_parent_id").label("x_child_ids"),
            )
            .field("x_tag_ids", FieldDef::many2many(TAG).label("x_tag_ids"))
            .field("x_bin", FieldDef::binary().label("x_bin"))
            .field("x_code", FieldDef::char().required().label("x_code"))
            .field(
                "x_tag_name",
                FieldDef::char()
                    .related("x_tag_id.x_name")
                    .label("x_tag_name"),
            )
            .field(
                "x_tag_color",
                FieldDef::integer()
                    .related("x_tag_id.x_color")
                    .stored()
                    .label("x_tag_color"),
            )
            .field(
                "x_ref",
                FieldDef::reference([TAG, "res.partner"]).label("x_ref"),
            ),
    );
    world.define(
        ModelDef::new(LINE)
            .field("x_name", FieldDef::char().label("x_name"))
            .field("x_active", FieldDef::boolean().label("x_active"))
            .field("x_qty", FieldDef::integer().label("x_qty"))
            .field(
                "x_owner_id",
                FieldDef::many2one(MAIN)
                    .on_delete(OnDelete::Cascade)
                    .label("x_owner_id"),
            ),
    );
}
