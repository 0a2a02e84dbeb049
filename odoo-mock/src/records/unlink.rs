use std::sync::Arc;

use super::{constraints, integrity};
use crate::{
    exception::Result,
    query::{Env, Operation, View},
    schema::{Field, Kind, Model, OnDelete},
    storage::{Cell, Database},
};

/// Deletes records, and applies the `ondelete` of the fields that link to them.
pub(crate) fn unlink(db: &mut Database, env: &Env, model: &Arc<Model>, ids: &[i64]) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    let view = View::new(db, env);
    view.check_right(model, Operation::Unlink)?;
    let ids = constraints::exists_or_missing(&view, model, ids)?;
    view.check_rules(model, Operation::Unlink, &ids)?;
    super::hooks::before_unlink(db, env, model, &ids)?;
    let templates = super::hooks::templates_left(db, model, &ids)?;
    delete(db, model, &ids)?;
    if templates.is_empty() {
        return Ok(());
    }
    let parent = Arc::clone(db.schema.model("product.template")?);
    unlink(db, &env.sudo(), &parent, &templates)
}

fn delete(db: &mut Database, model: &Arc<Model>, ids: &[i64]) -> Result<()> {
    // The records are removed first, so that a cycle of links ends.
    let mut gone = Vec::new();
    for id in ids {
        if db.table_mut(&model.name).remove(*id) {
            gone.push(*id);
        }
    }
    if gone.is_empty() {
        return Ok(());
    }
    let schema = Arc::clone(&db.schema);
    for other in schema.models() {
        for field in &other.fields {
            if field.comodel() != &*model.name || field.compute.is_some() {
                continue;
            }
            match field.kind {
                Kind::Many2one if field.has_column() => follow(db, other, field, &gone)?,
                Kind::Many2many => {
                    let pairs = db.pairs(other, field);
                    let (links, turned) = db.links_mut(other, field);
                    for pair in pairs
                        .into_iter()
                        .filter(|(_, target)| gone.contains(target))
                    {
                        links.remove(pair, turned);
                    }
                }
                _ => {}
            }
        }
    }
    for field in model
        .fields
        .iter()
        .filter(|field| field.kind == Kind::Many2many && field.compute.is_none())
    {
        let pairs = db.pairs(model, field);
        let (links, turned) = db.links_mut(model, field);
        for pair in pairs.into_iter().filter(|(own, _)| gone.contains(own)) {
            links.remove(pair, turned);
        }
    }
    forget_external_ids(db, model, &gone);
    Ok(())
}

/// Updates the records that link to deleted records.
fn follow(db: &mut Database, other: &Arc<Model>, field: &Field, gone: &[i64]) -> Result<()> {
    let rows = db.table(&other.name).rows();
    let linked = rows.filter(|(_, row)| row.get(field).id().is_some_and(|id| gone.contains(&id)));
    let linked: Vec<i64> = linked.map(|(id, _)| id).collect();
    if linked.is_empty() {
        return Ok(());
    }
    match field.on_delete_or_default() {
        OnDelete::Cascade => delete(db, other, &linked),
        OnDelete::SetNull => {
            for id in linked {
                if let Some(row) = db.table_mut(&other.name).get_mut(id) {
                    row.set(field, Cell::Null);
                }
            }
            Ok(())
        }
        OnDelete::Restrict => Err(integrity(
            db,
            &format!(
                "the record cannot be deleted, because records of {} ({}) link to it in field `{}`",
                other.label, other.name, field.name
            ),
        )),
    }
}

fn forget_external_ids(db: &mut Database, model: &Model, gone: &[i64]) {
    let schema = Arc::clone(&db.schema);
    let Some(data) = schema.get("ir.model.data") else {
        return;
    };
    let (Some(name), Some(id)) = (data.find("model"), data.find("res_id")) else {
        return;
    };
    let rows = db.table(&data.name).rows();
    let theirs = rows.filter(|(_, row)| {
        row.get(id).id().is_some_and(|id| gone.contains(&id))
            && row.get(name).as_text("") == Some(&model.name)
    });
    let theirs: Vec<i64> = theirs.map(|(id, _)| id).collect();
    for id in theirs {
        db.table_mut(&data.name).remove(id);
    }
}
