//! The beginning of a run: the newest change, which limits the run.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use chrono::{DateTime, Utc};
use odoo_rpc::{Call, Client, ConfigError, Error};
use serde_json::{Map, Value, json};

use super::Cursor;
use crate::{
    domain::Domain,
    model::meta,
    query::{Query, Search},
    record::Record,
    response,
};

/// The state of a run after its first calls.
pub(super) struct Begun {
    pub(super) cursor: Cursor,
    /// Whether there are no changes.
    pub(super) is_empty: bool,
}

pub(super) async fn begin<R: Record>(
    query: Query<R>,
    cursor: Cursor,
    overlap: Duration,
) -> Result<Begun, Error> {
    let client = query.client.clone();
    match meet(query, cursor, overlap).await {
        Err(error @ Error::Fault(_)) => {
            Err(without_write_date::<R>(&client).await.unwrap_or(error))
        }
        met => met,
    }
}

/// Returns an error if the model has no `write_date`.
///
/// It checks the schema, because the server's message may be in any language.
async fn without_write_date<R: Record>(client: &Client) -> Option<Error> {
    let model = meta::<R::Model>().name();
    let call = Call::read(model, "fields_get").arg("allfields", vec!["write_date"]);
    let fields: Map<String, Value> = client.call(call).await.ok()?.decode().ok()?;
    fields.is_empty().then(|| {
        let sentence = format!(
            "`{model}` has no field `write_date`, so changes cannot be detected: read all records with `search_read(..).stream()`"
        );
        ConfigError::new(sentence).into()
    })
}

async fn meet<R: Record>(
    query: Query<R>,
    cursor: Cursor,
    overlap: Duration,
) -> Result<Begun, Error> {
    let began = now();
    let from = cursor.from(overlap);
    // The newest change is not enough: some models filter by the user's access only after the limit (14 to 19: `mail/models/mail_message.py`, `_search`).
    let is_empty = from.is_some() && count(&query, from).await? == 0;
    let newest = if is_empty {
        None
    } else {
        newest(&query, from).await?
    };
    Ok(Begun {
        cursor: cursor.begin(overlap, began, newest, now()),
        is_empty,
    })
}

/// Counts the changes; the result may be too high.
async fn count<R: Record>(query: &Query<R>, from: Option<i64>) -> Result<u64, Error> {
    let mut query = query.clone();
    query.narrow(Domain::raw(Value::Array(vec![since(from)])));
    query.count().await
}

/// Returns the time of the last change, by the server's clock.
async fn newest<R: Record>(query: &Query<R>, from: Option<i64>) -> Result<Option<i64>, Error> {
    let mut domain = query.search().await?.domain;
    domain.push(since(from));
    let mut search = Search {
        domain,
        order: Some("write_date desc, id desc".to_owned()),
        limit: Some(1),
        offset: 0,
        note: None,
        is_page: false,
    };
    let model = meta::<R::Model>().name();
    loop {
        let call = search
            .call(model, "search_read")
            .kwarg("fields", vec!["write_date"]);
        let rows = response::rows(&query.client.call(call).await?, model, |row| {
            row.get::<DateTime<Utc>>("write_date")
        })?;
        let newest = rows.first().map(DateTime::timestamp);
        // If the user may not see the newest record, a search with a limit finds nothing.
        if newest.is_some() || search.limit.take().is_none() {
            return Ok(newest);
        }
    }
}

/// Returns the condition for changes in a second or later.
///
/// The server's times have a fraction that it does not show up to 18, and does not compare from 19 on
/// (`orm/domains.py`). In both cases, a whole second compares as at or before everything that happens in it.
pub(super) fn since(from: Option<i64>) -> Value {
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
fn now() -> i64 {
    let passed = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(passed.as_secs()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use odoo_rpc::{BoxFuture, CallState, Fault, Response, Transport};

    use super::*;
    use crate::{Id, Model as _};

    #[derive(crate::OdooModel)]
    #[odoo(model = "x.view")]
    #[expect(dead_code, reason = "the test reads no records")]
    struct View {
        id: Id<View>,
    }

    /// A server that rejects every search and has these fields.
    struct Refusing(Value);

    impl Transport for Refusing {
        fn call(&self, call: Call, _: CallState) -> BoxFuture<'_, Result<Response, Error>> {
            let answer = if call.method() == Some("fields_get") {
                Ok(Response::bare(self.0.to_string().into_bytes(), &call))
            } else {
                let fault = Fault::new("builtins.ValueError", "Champ inconnu");
                Err(Error::from(Box::new(fault)))
            };
            Box::pin(async move { answer })
        }
    }

    async fn refusal(fields: Value) -> String {
        let client = Client::new(Refusing(fields));
        let begun = begin(
            View::search_read(&client, Domain::all()),
            Cursor::default(),
            Duration::ZERO,
        );
        begun.await.err().unwrap().to_string()
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
