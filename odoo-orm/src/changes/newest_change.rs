//! The beginning of a run: the newest change, which limits the run.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use chrono::{DateTime, Utc};
use odoo_rpc::{Call, Client, ConfigError, DecodeError, Error, JsonReader};
use serde_json::{Map, Value, json};

use super::Cursor;
use crate::{response, tree::Search, value::FieldType as _};

/// The state of a run after its first calls.
pub(crate) struct Begun {
    pub(crate) cursor: Cursor,
    /// Whether there are no changes.
    pub(crate) is_empty: bool,
}

/// Begins a run of pages on a model, whose fields are known at run time.
pub(crate) async fn begin_on(
    client: &Client,
    model: &str,
    domain: Vec<Value>,
    cursor: Cursor,
    overlap: Duration,
) -> Result<Begun, Error> {
    let met = meet(client, model, domain, cursor, overlap).await;
    explained(met, client, model).await
}

/// Explains the error of a model without `write_date`.
pub(super) async fn explained<T>(
    met: Result<T, Error>,
    client: &Client,
    model: &str,
) -> Result<T, Error> {
    match met {
        Err(error @ Error::Fault(_)) => {
            Err(without_write_date(client, model).await.unwrap_or(error))
        }
        met => met,
    }
}

/// Returns an error if the model has no `write_date`.
///
/// It checks the schema, because the server's message may be in any language.
async fn without_write_date(client: &Client, model: &str) -> Option<Error> {
    let call = Call::read(model, "fields_get").arg("allfields", vec!["write_date"]);
    let fields: Map<String, Value> = client.call(call).await.ok()?.decode().ok()?;
    fields.is_empty().then(|| {
        let sentence = format!(
            "`{model}` has no field `write_date`, so changes cannot be detected: read all records with `search_read(..).stream()`"
        );
        ConfigError::new(sentence).into()
    })
}

async fn meet(
    client: &Client,
    model: &str,
    mut domain: Vec<Value>,
    cursor: Cursor,
    overlap: Duration,
) -> Result<Begun, Error> {
    let began = now();
    let from = cursor.from(overlap);
    domain.push(since(from));
    // The newest change is not enough: some models filter by the user's access only after the limit (14 to 19: `mail/models/mail_message.py`, `_search`).
    let is_empty = from.is_some() && count(client, model, &domain).await? == 0;
    let newest = if is_empty {
        None
    } else {
        newest(client, model, domain).await?
    };
    Ok(Begun {
        cursor: cursor.begin(overlap, began, newest, now()),
        is_empty,
    })
}

/// Counts the changes; the result may be too high.
pub(super) async fn count(client: &Client, model: &str, domain: &[Value]) -> Result<u64, Error> {
    let call = Call::read(model, "search_count").arg("domain", domain);
    response::count(&client.call(call).await?)
}

/// Returns the time of the last change, by the server's clock.
pub(super) async fn newest(
    client: &Client,
    model: &str,
    domain: Vec<Value>,
) -> Result<Option<i64>, Error> {
    let mut search = Search {
        domain,
        order: Some("write_date desc, id desc".to_owned()),
        limit: Some(1),
        offset: 0,
        label: None,
        is_page: false,
    };
    loop {
        let call = search
            .call(model, "search_read")
            .kwarg("fields", vec!["write_date"]);
        let newest = client
            .call(call)
            .await?
            .read(|json| newest_of(json, model))?;
        // If the user may not see the newest record, a search with a limit finds nothing.
        if newest.is_some() || search.limit.take().is_none() {
            return Ok(newest);
        }
    }
}

/// Returns the time of the first row.
fn newest_of(json: &mut JsonReader<'_>, model: &str) -> Result<Option<i64>, DecodeError> {
    let mut newest = None;
    json.array(|_, json| {
        json.object(|key, json| {
            if key != "write_date" || newest.is_some() {
                return json.skip();
            }
            let time = DateTime::<Utc>::decode(json);
            let time = time.map_err(|error| error.at(model.to_owned(), "write_date", None))?;
            newest = Some(time.timestamp());
            Ok(())
        })
    })?;
    Ok(newest)
}

/// Returns the condition for changes in a second or later.
///
/// The server's times have a fraction that it does not show up to 18, and does not compare from 19 on
/// (`orm/domains.py`). In both cases, a whole second compares as at or before everything that happens in it.
pub(crate) fn since(from: Option<i64>) -> Value {
    match from.and_then(|second| DateTime::from_timestamp(second, 0)) {
        Some(time) => json!([
            "write_date",
            ">=",
            time.format("%Y-%m-%d %H:%M:%S").to_string()
        ]),
        // Exclude records without a time, which would sort first.
        None => json!(["write_date", "!=", false]),
    }
}

/// Returns the client's time in seconds. Only differences between two readings are used.
pub(super) fn now() -> i64 {
    #[cfg(test)]
    if let Some(now) = super::tests::clock() {
        return now;
    }
    let passed = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(passed.as_secs()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use odoo_rpc::{BoxFuture, CallState, Fault, Response, Transport};

    use super::*;
    use crate::{Id, changes::Changes};

    #[derive(crate::OdooModel)]
    #[odoo(model = "x.view")]
    #[expect(dead_code, reason = "the test reads no records")]
    struct View {
        id: Id<View>,
    }

    /// A server that rejects every search and has these fields.
    struct Refusing(Value);

    impl Transport for Refusing {
        fn call(&self, call: Call, state: CallState) -> BoxFuture<'_, Result<Response, Error>> {
            let answer = if call.method() == Some("fields_get") {
                Ok(Response::bare(
                    self.0.to_string().into_bytes(),
                    &call,
                    &state,
                ))
            } else {
                let fault = Fault::new("builtins.ValueError", "Champ inconnu");
                Err(Error::from(Box::new(fault)))
            };
            Box::pin(async move { answer })
        }
    }

    async fn refusal(fields: Value) -> String {
        let client = Client::new(Refusing(fields));
        let mut changes = Changes::<View>::new(&client, Cursor::default());
        changes.next().await.unwrap().err().unwrap().to_string()
    }

    #[tokio::test]
    async fn a_model_without_write_date_is_reported() {
        let error = refusal(json!({})).await;
        assert!(
            error.contains("`x.view` has no field `write_date`, so changes cannot be detected"),
            "{error}"
        );
        let error = refusal(json!({"write_date": {"type": "datetime"}})).await;
        assert!(error.contains("Champ inconnu"), "{error}");
    }
}
