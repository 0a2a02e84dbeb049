use std::sync::Arc;

use serde_json::{Value, json};

use super::{Invocation, read};
use crate::{
    exception::{Result, type_error},
    query::{Operation, View},
    rpc::Output,
    schema::{Kind, Model},
    storage::Cell,
};

/// `export_data`: a row for each record.
///
/// A list is one cell, with names joined by commas.
pub(super) fn export_data(call: &mut Invocation<'_>) -> Result<Output> {
    let view = call.view();
    view.check_right(call.model, Operation::Read)?;
    let paths = call.names("fields_to_export")?.unwrap_or_default();
    let mut rows = Vec::new();
    for id in call.ids() {
        let cells = paths.iter().map(|path| cell(&view, call.model, id, path));
        rows.push(Value::Array(cells.collect::<Result<_>>()?));
    }
    Ok(json!({"datas": rows}).into())
}

fn cell(view: &View<'_>, model: &Arc<Model>, id: i64, path: &str) -> Result<Value> {
    let (first, rest) = path.split_once('/').unwrap_or((path, ""));
    match first {
        ".id" => return Ok(id.to_string().into()),
        "id" => {
            let name = view.external_ids(&model.name, id).into_iter().next();
            return Ok(name.map_or(String::new(), |(name, _)| name).into());
        }
        _ => {}
    }
    let field = model.field(first)?;
    let Some(row) = view.db.row(model, id) else {
        return Err(crate::records::missing(&model.name, id, view.env.user));
    };
    let unset_links_are_false = view.version().exports_unset_links_as_false();
    let empty: Value =
        if unset_links_are_false && (field.kind.is_list() || field.kind == Kind::Many2one) {
            false.into()
        } else {
            "".into()
        };
    let ids = if field.kind.is_list() {
        view.list(model, id, field)?
    } else if field.kind == Kind::Many2one {
        view.cell(model, id, row, field).id().into_iter().collect()
    } else {
        let cell = view.cell(model, id, row, field);
        return Ok(match (&cell, field.kind) {
            (Cell::Null, kind) if !kind.is_number() && kind != Kind::Boolean => empty,
            (Cell::Text(key), Kind::Selection) => {
                let pair = field.selection.iter().find(|(known, _)| **known == **key);
                pair.map_or(key.to_string(), |(_, label)| label.clone())
                    .into()
            }
            _ => view.json(field, &cell),
        });
    };
    if ids.is_empty() {
        return Ok(empty);
    }
    let comodel = view.db.schema.model(field.comodel())?;
    let mut names = Vec::with_capacity(ids.len());
    for id in ids {
        let value = match rest {
            "" => read::name(view, comodel, id),
            rest => cell(view, comodel, id, rest)?,
        };
        if !value.is_string() && field.kind == Kind::Many2one {
            return Ok("".into());
        }
        if !value.is_string() && view.version().export_joins_names() && field.kind.is_list() {
            return Err(type_error(
                "sequence item 0: expected str instance, bool found",
            ));
        }
        names.push(crate::python::str(&value));
    }
    let joined = names.join(",");
    // 14 treats a list of only empty names as an empty list.
    Ok(
        if joined.is_empty() && unset_links_are_false && field.kind.is_list() {
            false.into()
        } else {
            joined.into()
        },
    )
}
