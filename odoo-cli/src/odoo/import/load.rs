//! One call of `load`, which imports rows, and its result for each row.
//!
//! Odoo 14 to 19 have this method.

use std::collections::BTreeMap;

use odoo_rpc::{__private::Printable, Call, Client};
use serde::Deserialize;
use serde_json::{Value, json};

use super::Row;
use crate::failure::{Exit, Failure, Result};

/// The number of attempts for rows that conflict with another transaction.
const TRIES: u32 = 5;

/// PostgreSQL's messages for a conflict.
const CONFLICTS: [&str; 2] = [
    "could not serialize access",
    "ir_model_data_module_name_uniq",
];

/// The result of a batch, by the positions of its rows.
///
/// If there are errors, the server saved nothing.
#[derive(Default)]
pub(super) struct Loaded {
    pub(super) errors: BTreeMap<usize, String>,
    pub(super) warnings: BTreeMap<usize, String>,
}

#[derive(Deserialize)]
struct Response {
    ids: Value,
    #[serde(default)]
    messages: Vec<Message>,
}

#[derive(Deserialize)]
struct Message {
    #[serde(default, rename = "type")]
    kind: Value,
    #[serde(default, rename = "message")]
    text: Value,
    #[serde(default)]
    field: Value,
    #[serde(default)]
    rows: Value,
}

/// Loads rows of the same columns.
pub(super) async fn load(client: &Client, model: &str, rows: &[Row]) -> Result<Loaded> {
    let columns = rows
        .first()
        .map(|row| row.columns.as_slice())
        .unwrap_or_default();
    let cells: Vec<&[String]> = rows.iter().map(|row| row.cells.as_slice()).collect();
    let call = Call::write(model, "load")
        .arg("fields", json!(columns))
        .arg("data", json!(cells));
    for _ in 0..TRIES {
        let answer: Response = client.call(call.clone()).await?.decode()?;
        let is_conflict = answer.ids == false
            && answer.messages.iter().any(|message| {
                CONFLICTS
                    .iter()
                    .any(|conflict| message.text().contains(conflict))
            });
        if !is_conflict {
            return answer.read();
        }
    }
    let sentence = "another transaction was in the way of the rows again and again";
    Err(Failure::new(Exit::Refused, sentence))
}

impl Response {
    fn read(self) -> Result<Loaded> {
        let is_saved = self.ids.is_array();
        let mut loaded = Loaded::default();
        let mut others = Vec::new();
        for message in &self.messages {
            let is_warning = message.kind == "warning";
            match message.row() {
                Some(row) if is_warning => add(&mut loaded.warnings, row, &message.sentence()),
                Some(row) => add(&mut loaded.errors, row, &message.sentence()),
                None if !is_warning => others.push(message.sentence()),
                None => {}
            }
        }
        if is_saved || !loaded.errors.is_empty() {
            return Ok(loaded);
        }
        let why = if others.is_empty() {
            "the server loaded nothing, and does not say why".to_owned()
        } else {
            others.join("; ")
        };
        Err(Failure::new(
            Exit::Refused,
            format!("the server refused the rows: {why}"),
        ))
    }
}

fn add(sentences: &mut BTreeMap<usize, String>, row: usize, sentence: &str) {
    let known = sentences.entry(row).or_default();
    if !known.is_empty() {
        known.push_str("; ");
    }
    known.push_str(sentence);
}

impl Message {
    fn text(&self) -> &str {
        self.text.as_str().unwrap_or_default()
    }

    fn row(&self) -> Option<usize> {
        self.rows.get("from")?.as_u64()?.try_into().ok()
    }

    fn sentence(&self) -> String {
        let text = Printable(self.text().trim());
        match self.field.as_str() {
            Some(field) => format!("field `{}`: {text}", Printable(field)),
            None => text.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn loaded(ids: &Value, messages: &Value) -> Result<Loaded> {
        serde_json::from_value::<Response>(json!({"ids": ids, "messages": messages}))
            .unwrap()
            .read()
    }

    #[test]
    fn errors_and_warnings_belong_to_their_rows() {
        let error = json!({"type": "error", "message": " too long ", "field": "name", "rows": {"from": 1, "to": 1}});
        let warning = json!({"type": "warning", "message": "twice", "rows": {"from": 0, "to": 0}});
        let found = loaded(&json!(false), &json!([error, error, warning])).unwrap();
        assert_eq!(
            found.errors[&1],
            "field `name`: too long; field `name`: too long"
        );
        assert_eq!(found.warnings[&0], "twice");
    }

    #[test]
    fn a_refusal_without_a_row_is_of_the_whole_batch() {
        let failure = loaded(&json!(false), &json!([{"type": "error", "message": "no"}]))
            .err()
            .unwrap();
        assert_eq!(failure.sentence, "the server refused the rows: no");
        assert!(loaded(&json!(false), &json!([])).is_err());
        assert!(loaded(&json!([1]), &json!([])).unwrap().errors.is_empty());
    }
}
