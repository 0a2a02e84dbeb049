use serde::Deserialize;
use serde_json::Value;

/// The result of `load`: ids, or `false` and messages.
#[derive(Deserialize)]
pub(super) struct Loaded {
    ids: Value,
    #[serde(default)]
    messages: Vec<Message>,
}

#[derive(Deserialize)]
struct Message {
    #[serde(default, rename = "message")]
    text: Value,
    #[serde(default)]
    field: Value,
    /// The first and last row that the message is about, counted from 0.
    #[serde(default)]
    rows: Value,
}

impl Loaded {
    /// Returns the ids of `count` rows, in their order.
    pub(super) fn ids(&self, count: usize) -> Option<Vec<i64>> {
        let ids = self.ids.as_array().filter(|ids| ids.len() == count)?;
        ids.iter().map(Value::as_i64).collect()
    }

    /// Returns the first row that a message is about.
    pub(super) fn row(&self) -> usize {
        self.messages
            .iter()
            .find_map(Message::row)
            .unwrap_or_default()
    }

    /// Returns the field that a message names.
    pub(super) fn field(&self) -> Option<&str> {
        self.messages
            .iter()
            .find_map(|message| message.field.as_str())
    }

    /// Returns the exception class, if the messages show it.
    ///
    /// 14 shows it; 19 shows it for exceptions that are not user errors.
    pub(super) fn class(&self) -> Option<String> {
        let texts = || {
            self.messages
                .iter()
                .filter_map(|message| message.text.as_str())
        };
        // PostgreSQL's messages if two clients create the same record.
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
        // Python shows built-in classes without a module.
        Some(if class.contains('.') {
            class
        } else {
            format!("builtins.{class}")
        })
    }

    /// Joins the messages about some rows.
    pub(super) fn sentence_of(&self, is_about: impl Fn(usize) -> bool) -> String {
        let own = |message: &&Message| message.row().is_none_or(&is_about);
        let sentences = self.messages.iter().filter(own).map(Message::sentence);
        sentences.collect::<Vec<String>>().join("; ")
    }

    /// Joins the messages, each with the row's name if `name` returns one.
    pub(super) fn sentence<'a>(&self, name: impl Fn(usize) -> Option<&'a str>) -> String {
        let sentences = self.messages.iter().map(|message| {
            let sentence = message.sentence();
            match message.row().and_then(&name) {
                Some(name) => format!("`{name}`: {sentence}"),
                None => sentence,
            }
        });
        let sentences: Vec<String> = sentences.collect();
        if sentences.is_empty() {
            return "`load` rejected the records without a message".to_owned();
        }
        sentences.join("; ")
    }
}

impl Message {
    fn row(&self) -> Option<usize> {
        let from = self.rows.get("from")?.as_u64()?;
        usize::try_from(from).ok()
    }

    fn sentence(&self) -> String {
        let text = self.text.as_str().unwrap_or_default().trim();
        match self.field.as_str() {
            Some(field) => format!("field `{field}`: {text}"),
            None => text.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn loaded(messages: &Value) -> Loaded {
        serde_json::from_value(json!({"ids": false, "messages": messages})).unwrap()
    }

    #[test]
    fn the_exception_class_is_read_from_the_messages() {
        let class = |message: &str| loaded(&json!([{"message": message}])).class();
        let unknown = "Unknown error during import: <class 'odoo.exceptions.AccessError'>: no";
        assert_eq!(
            class(unknown).as_deref(),
            Some("odoo.exceptions.AccessError")
        );
        assert_eq!(
            class("x <class 'ValueError'>: y").as_deref(),
            Some("builtins.ValueError")
        );
        let conflict = "could not serialize access due to concurrent update";
        assert_eq!(
            class(conflict).as_deref(),
            Some("psycopg2.errors.SerializationFailure")
        );
        assert_eq!(class("a name is needed"), None);
    }

    #[test]
    fn a_message_names_its_row() {
        let message =
            json!({"message": " too long ", "field": "name", "rows": {"from": 1, "to": 1}});
        let loaded = loaded(&json!([message, {"message": "no"}]));
        let names = ["x.a", "x.b"];
        let sentence = loaded.sentence(|row| names.get(row).copied());
        assert_eq!(sentence, "`x.b`: field `name`: too long; no");
        assert_eq!((loaded.row(), loaded.field()), (1, Some("name")));
        assert_eq!(loaded.sentence(|_| None), "field `name`: too long; no");
    }

    #[test]
    fn there_is_an_id_for_each_row() {
        let ids = |ids: Value| {
            let loaded: Loaded = serde_json::from_value(json!({"ids": ids})).unwrap();
            loaded.ids(2)
        };
        assert_eq!(ids(json!([3, 4])), Some(vec![3, 4]));
        assert_eq!(ids(json!([3])), None);
        assert_eq!(ids(json!(false)), None);
    }
}
