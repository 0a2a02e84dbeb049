//! Converts the text of a cell to a value for `write`.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::{Message, rows::Line};
use crate::{
    exception::Result,
    query::{View, to_utc},
    rpc::methods::Invocation,
    schema::{Field, Kind, Model},
    storage::time_text,
    value::parse_time_lenient,
};

const TRUE: &[&str] = &["1", "true", "yes", "t", "y", "on"];
const FALSE: &[&str] = &["", "0", "false", "no", "f", "n", "off"];

/// The values of a line, and the errors of its cells.
pub(super) fn line(
    call: &Invocation<'_>,
    model: &Arc<Model>,
    line: &Line,
    values: &mut Map<String, Value>,
    messages: &mut Vec<Message>,
) -> Result<()> {
    let view = call.view();
    // Relations are converted after all other fields.
    let leads = |name: &str| {
        model
            .find(name)
            .is_some_and(|field| field.kind.is_relation())
    };
    let (links, plain): (Vec<_>, Vec<_>) = line.cells.iter().partition(|(name, _, _)| leads(name));
    for (name, behind, text) in plain.into_iter().chain(links) {
        let field = model.field(name)?;
        match cell(&view, field, behind, text)? {
            Ok(value) => {
                values.insert(name.clone(), value);
            }
            Err(message) => messages.push(Message {
                field: Some(name.clone()),
                ..message
            }),
        }
    }
    for (name, lines) in &line.lists {
        let comodel = Arc::clone(view.db.schema.model(model.field(name)?.comodel())?);
        let mut commands = Vec::new();
        for one in lines {
            let mut own = Map::new();
            self::line(call, &comodel, one, &mut own, messages)?;
            let named = one.id.as_deref();
            let known = named.and_then(|name| view.imported_line(&comodel, name));
            if let Some(id) = one.database_id.or(known) {
                commands.extend([json!([4, id, 0]), json!([1, id, own])]);
            } else {
                own.extend(named.map(|name| ("id".to_owned(), name.into())));
                commands.push(json!([0, 0, own]));
            }
        }
        values.insert(name.clone(), commands.into());
    }
    Ok(())
}

fn wrong(kind: &'static str, text: String) -> Message {
    Message {
        kind,
        text,
        field: None,
    }
}

type Converted = std::result::Result<Value, Message>;

fn cell(view: &View<'_>, field: &Field, behind: &str, text: &str) -> Result<Converted> {
    let error = |text: String| Ok(Err(wrong("error", text)));
    if text.is_empty() && field.kind != Kind::Boolean {
        return Ok(Ok(if field.kind.is_list() {
            json!([])
        } else {
            false.into()
        }));
    }
    Ok(match field.kind {
        Kind::Boolean => {
            let lower = text.to_lowercase();
            if TRUE.contains(&lower.as_str()) {
                Ok(true.into())
            } else if FALSE.contains(&lower.as_str()) {
                Ok(false.into())
            } else {
                let sentence = format!("Unknown value '{text}' for boolean field '{}'", field.name);
                return if view.version().unknown_boolean_is_warning() {
                    Ok(Err(wrong("warning", sentence)))
                } else {
                    error(sentence)
                };
            }
        }
        Kind::Integer | Kind::Many2oneReference => match text.parse::<i64>() {
            Ok(number) => Ok(number.into()),
            Err(_) => {
                return error(format!(
                    "'{text}' does not seem to be an integer for field '{}'",
                    field.name
                ));
            }
        },
        Kind::Float | Kind::Monetary => match text.parse::<f64>() {
            Ok(number) => Ok(number.into()),
            Err(_) => {
                return error(format!(
                    "'{text}' does not seem to be a number for field '{}'",
                    field.name
                ));
            }
        },
        Kind::Date if crate::value::parse_date_lenient(text).is_err() => {
            return error(format!(
                "'{text}' does not seem to be a valid date for field '{}'",
                field.name
            ));
        }
        Kind::Datetime => match parse_time_lenient(text) {
            // In the user's time zone, unlike in a write.
            Ok(local) => Ok(time_text(to_utc(local, view.env.zone())).into()),
            Err(_) => {
                return error(format!(
                    "'{text}' does not seem to be a valid datetime for field '{}'",
                    field.name
                ));
            }
        },
        Kind::Selection => {
            let same = |known: &str| known.to_lowercase() == text.to_lowercase();
            let by_label = field
                .selection
                .iter()
                .find(|(key, label)| same(label) || same(key));
            match by_label {
                Some((key, _)) => Ok(key.as_str().into()),
                None if field.open => Ok(text.into()),
                // The keys of this selection of `ir.filters` are the names of models.
                None if field.selection.is_empty() && view.db.schema.get(text).is_some() => {
                    Ok(text.into())
                }
                None => {
                    return error(format!(
                        "Value '{text}' not found in selection field '{}'",
                        field.name
                    ));
                }
            }
        }
        Kind::Many2one => match record(view, field, behind, text)? {
            Ok(id) => Ok(id.into()),
            Err(message) => Err(message),
        },
        Kind::Many2many => {
            let mut ids = Vec::new();
            for part in text.split(',') {
                match record(view, field, behind, part.trim())? {
                    Ok(id) => ids.push(id),
                    Err(message) => return Ok(Err(message)),
                }
            }
            Ok(json!([[6, 0, ids]]))
        }
        _ => Ok(text.into()),
    })
}

/// The record of a name, an external id or an id.
fn record(
    view: &View<'_>,
    field: &Field,
    behind: &str,
    text: &str,
) -> Result<std::result::Result<i64, Message>> {
    let comodel = Arc::clone(view.db.schema.model(field.comodel())?);
    let found = match behind {
        ".id" if view.version().loads_ids_by_search() => {
            let id: Option<i64> = text.parse().ok();
            let domain = crate::domain::Node::leaf("id", "=", id);
            view.search_all(&comodel, &domain)?.first().copied()
        }
        ".id" => text
            .parse()
            .ok()
            .filter(|id| view.db.row(&comodel, *id).is_some()),
        "id" => {
            let name = if text.contains('.') {
                text.to_owned()
            } else {
                format!("__import__.{text}")
            };
            view.external_id(&name)
                .filter(|(model, _)| **model == *comodel.name)
                .map(|(_, id)| id)
        }
        _ => view
            .name_domain_ids(&comodel, "=", &text.into())?
            .first()
            .copied(),
    };
    let how = match behind {
        ".id" => "database id",
        "id" => "external id",
        _ => "name",
    };
    Ok(found.ok_or_else(|| {
        wrong(
            "error",
            format!(
                "No matching record found for {how} '{text}' in field '{}'",
                field.name
            ),
        )
    }))
}
