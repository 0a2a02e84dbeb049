//! Writes that can be repeated: a record is known by an external id, and made if it is not there.
//!
//! A record and its external id must come into being together, or a program that ends between the two leaves a record that nobody finds again.
//! `load`, which imports files, is the one method that does so from outside. It takes cells of text, so what text cannot carry is written behind it;
//! that write can be repeated.

use std::{fmt, mem::discriminant};

use odoo_rpc::{Call, CallInfo, Client, Context, Error, Fault};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::{
    Model, ModelMeta, Operation, RelationMeta,
    access::has_access,
    create::missing,
    external_id::{ExternalId, Found},
    meta,
};
use crate::{answer, model::Arity, relation::Id};

/// What [`upsert`](Model::upsert) did.
pub enum Upserted<M> {
    /// There was no record of that external id.
    Created(Id<M>),
    /// There was one, and the values were written to it.
    Updated(Id<M>),
}

impl<M> Upserted<M> {
    /// The record's id.
    pub fn id(self) -> Id<M> {
        match self {
            Upserted::Created(id) | Upserted::Updated(id) => id,
        }
    }
}

impl<M> Clone for Upserted<M> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M> Copy for Upserted<M> {}

impl<M> PartialEq for Upserted<M> {
    fn eq(&self, other: &Self) -> bool {
        discriminant(self) == discriminant(other) && self.id() == other.id()
    }
}

impl<M> Eq for Upserted<M> {}

impl<M: Model> fmt::Debug for Upserted<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Upserted::Created(id) => f.debug_tuple("Created").field(id).finish(),
            Upserted::Updated(id) => f.debug_tuple("Updated").field(id).finish(),
        }
    }
}

pub(super) async fn upsert<M: Model>(
    client: &Client,
    external_id: &str,
    values: Map<String, Value>,
) -> Result<Upserted<M>, Error> {
    let name = ExternalId::parse(external_id)?;
    let mut tries = 0;
    loop {
        if let Found::Record(id) = name.find::<M>(client).await? {
            write(client, id, values).await?;
            return Ok(Upserted::Updated(id));
        }
        let row = Row::new(meta::<M>(), external_id, values.clone());
        tries += 1;
        match row.load(client).await {
            Ok(id) => {
                let mut rest = row.changed::<M>(client, id).await?;
                rest.extend(row.rest);
                write(client, id, rest).await?;
                return Ok(Upserted::Created(id));
            }
            // Another client makes the same record: it is there in a moment.
            Err(error) if tries < TRIES && error.fault().is_some_and(Fault::is_concurrency) => {}
            Err(error) => return Err(error),
        }
    }
}

/// How often a record is looked for again that another client makes at the same time.
const TRIES: u32 = 5;

async fn write<M: Model>(
    client: &Client,
    id: Id<M>,
    values: Map<String, Value>,
) -> Result<(), Error> {
    if values.is_empty() {
        return Ok(());
    }
    let call = Call::write(meta::<M>().name(), "write")
        .on([id.get()])
        .arg("vals", values);
    answer::ignored(&client.call(call).await?)
}

/// One row for `load`.
struct Row {
    model: &'static ModelMeta,
    columns: Vec<String>,
    cells: Vec<String>,
    /// What no cell can carry.
    rest: Map<String, Value>,
    /// What a cell carries and may be taken for something else: `load` takes the text of a selection for the first key or label that is the same, and
    /// the case may not count (`base/models/ir_fields.py`, `_str_to_selection`).
    ambiguous: Map<String, Value>,
    has_time: bool,
}

impl Row {
    fn new(model: &'static ModelMeta, external_id: &str, values: Map<String, Value>) -> Self {
        let mut row = Row {
            model,
            columns: vec!["id".to_owned()],
            cells: vec![external_id.to_owned()],
            rest: Map::new(),
            ambiguous: Map::new(),
            has_time: false,
        };
        for (name, value) in values {
            match row.cell(&name, &value) {
                Some((column, cell)) => {
                    row.columns.push(column);
                    row.cells.push(cell);
                }
                None => {
                    row.rest.insert(name, value);
                }
            }
        }
        row
    }

    /// The column and the cell of a value, if a cell stands for just that value (`base/models/ir_fields.py`, 14 to 19).
    fn cell(&mut self, name: &str, value: &Value) -> Option<(String, String)> {
        let field = self.model.field(name)?;
        let own = |cell: String| Some((name.to_owned(), cell));
        // A record is found by its number in this column, and by its name in the field's own.
        let by_number = |cell: String| Some((format!("{name}/.id"), cell));
        let is = |kind: &str| field.types().contains(&kind);
        if is("json") || is("properties") {
            return None;
        }
        match (field.relation().map(RelationMeta::arity), value) {
            (None, Value::Bool(value)) if is("boolean") => own(u8::from(*value).to_string()),
            (None | Some(Arity::One), Value::Bool(false)) => own(String::new()),
            // A whole number may be that of an integer field, which takes no `5.0`.
            (None, Value::Number(number)) => {
                let text = number.to_string();
                own(text.strip_suffix(".0").map(str::to_owned).unwrap_or(text))
            }
            // Python reads no year before 1000.
            (None, Value::String(text))
                if text.starts_with('0') && (is("date") || is("datetime")) =>
            {
                None
            }
            // An empty cell is no text rather than an empty one.
            (None, Value::String(text)) if !text.is_empty() => {
                self.has_time |= is("datetime");
                if is("selection") {
                    self.ambiguous.insert(name.to_owned(), value.clone());
                }
                own(text.clone())
            }
            (Some(Arity::One), Value::Number(id)) => by_number(id.to_string()),
            (Some(Arity::Many), Value::Array(commands)) => by_number(set(commands)?),
            _ => None,
        }
    }

    async fn load<M: Model>(&self, client: &Client) -> Result<Id<M>, Error> {
        let model = self.model.name();
        // Archived records can be linked to, and 14 looks for them by a search.
        let mut context = Context::new().active_test(false);
        if self.has_time {
            // An import takes times to be in the user's zone.
            context = context.tz("UTC");
        }
        let call = Call::write(model, "load")
            .arg("fields", self.columns.as_slice())
            .arg("data", vec![self.cells.as_slice()])
            .with_context(&context);
        let info = call.info();
        let loaded: Loaded = client.call(call).await?.decode()?;
        let id = loaded
            .ids
            .as_array()
            .and_then(|ids| ids.first())
            .and_then(Value::as_i64);
        match id {
            Some(id) => Ok(Id::new(id)),
            None => Err(self.refused(client, info, &loaded).await),
        }
    }

    /// Why the server did not take the row. It gives messages, in which the exceptions' classes are lost but for what can be made out.
    async fn refused(&self, client: &Client, call: CallInfo, loaded: &Loaded) -> Error {
        let model = self.model.name();
        let sentence = loaded.sentence();
        let operation = Operation::Create;
        let name = match loaded.class() {
            Some(class) => class,
            // The exception of the access rights has no class in the message of 19.
            None if !has_access(client, model, Vec::new(), operation)
                .await
                .unwrap_or(true) =>
            {
                "odoo.exceptions.AccessError".to_owned()
            }
            None => Fault::LOAD.to_owned(),
        };
        let fault = Fault::new(name, sentence).of_call(call);
        let names_a_field = loaded
            .messages
            .iter()
            .find_map(|message| message.field.as_str());
        let Some(field) = names_a_field.filter(|_| fault.name() == Fault::LOAD) else {
            return Box::new(fault).into();
        };
        let given = self
            .columns
            .iter()
            .zip(&self.cells)
            .filter(|(_, cell)| !cell.is_empty());
        let given: Map<String, Value> = given
            .map(|(column, cell)| {
                (
                    column.trim_end_matches("/.id").to_owned(),
                    cell.as_str().into(),
                )
            })
            .collect();
        let missing = missing(client, model, &[given.into()], |named| named == field).await;
        Box::new(fault.with_missing_fields(missing)).into()
    }

    /// The values that were taken for something else.
    async fn changed<M: Model>(
        &self,
        client: &Client,
        id: Id<M>,
    ) -> Result<Map<String, Value>, Error> {
        if self.ambiguous.is_empty() {
            return Ok(Map::new());
        }
        let fields: Vec<&String> = self.ambiguous.keys().collect();
        let call = Call::read(self.model.name(), "read")
            .on([id.get()])
            .arg("fields", fields.into_iter().cloned().collect::<Vec<_>>());
        let read: Vec<Map<String, Value>> = client.call(call).await?.decode()?;
        let stored = read.into_iter().next().unwrap_or_default();
        let differs = |(name, value): &(&String, &Value)| stored.get(*name) != Some(value);
        let pairs = self.ambiguous.iter().filter(differs);
        Ok(pairs
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect())
    }
}

/// The ids of a list that is set as a whole, as a cell has them. An empty one would leave the field as it is.
fn set(commands: &[Value]) -> Option<String> {
    let [command] = commands else {
        return None;
    };
    let ids = command.get(2)?.as_array().filter(|ids| !ids.is_empty())?;
    let ids: Vec<String> = ids.iter().map(Value::to_string).collect();
    (command.get(0)? == &Value::from(6)).then(|| ids.join(","))
}

/// What `load` gives: ids, or `false` and what is wrong.
#[derive(Deserialize)]
struct Loaded {
    ids: Value,
    #[serde(default)]
    messages: Vec<Message>,
}

#[derive(Deserialize)]
struct Message {
    #[serde(default)]
    message: Value,
    #[serde(default)]
    field: Value,
}

impl Loaded {
    /// The class of the exception behind the messages, where they show it: 14 writes it out, 19 for what is no error of a user's.
    fn class(&self) -> Option<String> {
        let texts = || {
            self.messages
                .iter()
                .filter_map(|message| message.message.as_str())
        };
        // What PostgreSQL says to two clients that make the same record.
        let conflicts = [
            "could not serialize access",
            "ir_model_data_module_name_uniq",
        ];
        if texts().any(|text| conflicts.iter().any(|conflict| text.contains(conflict))) {
            return Some("psycopg2.errors.SerializationFailure".to_owned());
        }
        let class = texts().find_map(|text| {
            let (_, behind) = text.split_once("<class '")?;
            behind.split_once("'>").map(|(class, _)| class.to_owned())
        })?;
        // Python writes what it has built in without a module.
        Some(if class.contains('.') {
            class
        } else {
            format!("builtins.{class}")
        })
    }

    fn sentence(&self) -> String {
        let sentences: Vec<String> = self.messages.iter().map(Message::sentence).collect();
        if sentences.is_empty() {
            return "the record was not loaded, and the server does not say why".to_owned();
        }
        sentences.join("; ")
    }
}

impl Message {
    fn sentence(&self) -> String {
        let text = self.message.as_str().unwrap_or_default().trim();
        match self.field.as_str() {
            Some(field) => format!("field `{field}`: {text}"),
            None => text.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests;
