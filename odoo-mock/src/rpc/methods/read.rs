use std::{collections::HashMap, sync::Arc};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use super::Invocation;
use crate::{
    exception::{Exception, Result, access_error, key_error},
    python,
    query::{Operation, View},
    records::check_language,
    rpc::Output,
    schema::{Field, Kind, Model, Name},
    storage::{Cell, Row},
};

pub(super) fn read(call: &mut Invocation<'_>) -> Result<Output> {
    let view = call.view();
    view.check_right(call.model, Operation::Read)?;
    let names = call.names("fields")?;
    if view.version().unknown_field_of_none_is_key_error() && call.ids().is_empty() {
        let mut fields = names.iter().flatten();
        if let Some(unknown) = fields.find(|name| call.model.find(name).is_none()) {
            return Err(key_error(unknown));
        }
    }
    let shape = Shape::new(&view, call.model, names, call.arguments.get("load"))?;
    if let Some(odd) = odd_ids(call, &shape) {
        return odd;
    }
    let ids = call.ids();
    view.check_rules(call.model, Operation::Read, &ids)?;
    shape.rows(&view, &ids).map(Output::Rows)
}

/// The result for ids that are not numbers.
fn odd_ids(call: &Invocation<'_>, shape: &Shape) -> Option<Result<Output>> {
    let items = call.arguments.ids.as_ref()?.as_array()?;
    let odd = items.iter().find(|item| !item.is_number())?;
    if odd
        .as_str()
        .is_some_and(|text| text.parse::<i64>().is_err())
    {
        return Some(Err(Exception::postgres(
            "InvalidTextRepresentation",
            "invalid input syntax for type integer",
        )));
    }
    if call.db.version.reads_odd_ids_as_new() {
        let empty = python::is_none(odd);
        if !empty {
            return Some(Ok(Output::Rows(Vec::new())));
        }
        // An empty recordset returns empty values.
        let rows = shape.rows(&call.view(), &[0]).map(|mut rows| {
            for (_, value) in rows
                .iter_mut()
                .flatten()
                .filter(|(name, _)| **name == *"id")
            {
                *value = false.into();
            }
            Output::Rows(rows)
        });
        return Some(rows);
    }
    Some(Err(match odd {
        Value::Bool(_) => Exception::postgres(
            "UndefinedFunction",
            "operator does not exist: integer = boolean",
        ),
        _ => access_error("Database fetch misses ids"),
    }))
}

/// The parameters of a read.
pub(super) struct Shape {
    model: Arc<Model>,
    fields: Vec<Arc<Field>>,
    /// Whether linked records are returned with their names.
    with_names: bool,
    /// Whether no column is read.
    ///
    /// The server does not check then whether the records exist.
    without_columns: bool,
}

impl Shape {
    /// The fields of these names, or all that the user has access to.
    pub(super) fn new(
        view: &View<'_>,
        model: &Arc<Model>,
        names: Option<Vec<String>>,
        load: Option<&Value>,
    ) -> Result<Self> {
        let mut fields: Vec<Arc<Field>> = vec![Arc::clone(model.field("id")?)];
        match names {
            None => fields.extend(
                model
                    .fields
                    .iter()
                    .filter(|field| field.kind != Kind::Id && view.may_see(field))
                    .cloned(),
            ),
            Some(names) => {
                for name in &names {
                    let field = model.field(name)?;
                    view.check_field(model, field)?;
                    if fields.iter().all(|known| known.name != field.name) {
                        fields.push(Arc::clone(field));
                    }
                }
            }
        }
        for field in &fields {
            check_language(view.db, &view.env, field)?;
        }
        Ok(Shape {
            model: Arc::clone(model),
            without_columns: fields.iter().all(|field| {
                field.kind == Kind::Id
                    || field.kind.is_list()
                    || (field.kind == Kind::Binary && view.version().reads_bytes_of_missing())
            }) && (fields.len() > 1
                || view.version().single_field_reads_missing()),
            fields,
            with_names: load.is_none_or(|load| load.as_str() == Some("_classic_read")),
        })
    }

    pub(super) fn rows(&self, view: &View<'_>, ids: &[i64]) -> Result<Vec<Vec<(Name, Value)>>> {
        let mut names: HashMap<(Name, i64), Value> = HashMap::new();
        let mut rows = Vec::with_capacity(ids.len());
        for id in ids {
            let row = match view.db.row(&self.model, *id) {
                Some(row) => Arc::clone(row),
                None if self.without_columns || *id == 0 => Arc::new(Row::default()),
                None => continue,
            };
            let mut out = Vec::with_capacity(self.fields.len());
            for field in &self.fields {
                out.push((
                    Arc::clone(&field.name),
                    self.value(view, *id, &row, field, &mut names)?,
                ));
            }
            rows.push(out);
        }
        Ok(rows)
    }

    fn value(
        &self,
        view: &View<'_>,
        id: i64,
        row: &Row,
        field: &Arc<Field>,
        names: &mut HashMap<(Name, i64), Value>,
    ) -> Result<Value> {
        if field.kind.is_list() {
            return view.list(&self.model, id, field).map(Into::into);
        }
        let cell = view.cell(&self.model, id, row, field);
        if field.kind == Kind::Many2one
            && let (Cell::Int(target), true) = (&cell, self.with_names)
        {
            // Every user can read the name, regardless of the record rules.
            let comodel = view.db.schema.model(field.comodel())?;
            let name = names
                .entry((Arc::clone(&comodel.name), *target))
                .or_insert_with(|| name(view, comodel, *target));
            return Ok(json!([target, name]));
        }
        Ok(scalar(view, &self.model, field, row, &cell))
    }
}

/// The name of a linked record.
pub(super) fn name(view: &View<'_>, model: &Arc<Model>, id: i64) -> Value {
    view.sudo().name(model, id).map_or(false.into(), Into::into)
}

/// The value of a field without a link, or the id of the linked record.
pub(super) fn scalar(
    view: &View<'_>,
    model: &Arc<Model>,
    field: &Field,
    row: &Row,
    cell: &Cell,
) -> Value {
    match field.kind {
        Kind::Properties => {
            let definitions = crate::value::definitions(view.db, model, field, row);
            crate::value::read_properties(definitions, cell, view.version(), |comodel, id| {
                view.db
                    .schema
                    .get(comodel)
                    .map_or(false.into(), |comodel| name(view, comodel, id))
            })
        }
        Kind::Binary if !cell.is_null() && view.env.flag("bin_size", false) => size(cell).into(),
        Kind::Char
            if cell.is_null()
                && &*field.name == "display_name"
                && !view.version().empty_name_is_unset() =>
        {
            "".into()
        }
        _ => view.json(field, cell),
    }
}

/// A human-readable size, like `human_size` in `odoo/tools/misc.py`.
fn size(cell: &Cell) -> String {
    const UNITS: [&str; 5] = ["bytes", "Kb", "Mb", "Gb", "Tb"];
    let bytes = cell
        .as_text("")
        .and_then(|text| STANDARD.decode(text).ok())
        .map_or(0, |bytes| bytes.len());
    let (mut size, mut unit) = (f64::from(u32::try_from(bytes).unwrap_or(u32::MAX)), 0);
    while size >= 1024.0 && unit + 1 < UNITS.len() {
        size /= 1024.0;
        unit += 1;
    }
    format!("{size:.2} {}", UNITS.get(unit).copied().unwrap_or_default())
}
