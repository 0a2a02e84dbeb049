//! The beginning of a run: what has been changed last, and so how far the run goes.

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

/// A run that has begun.
pub(super) struct Begun {
    pub(super) cursor: Cursor,
    /// Whether there is nothing to read.
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

/// The error of a model whose records have no time of their last change. The server is asked, since its own sentence may be in any language.
async fn without_write_date<R: Record>(client: &Client) -> Option<Error> {
    let model = meta::<R::Model>().name();
    let call = Call::read(model, "fields_get").arg("allfields", vec!["write_date"]);
    let fields: Map<String, Value> = client.call(call).await.ok()?.decode().ok()?;
    fields.is_empty().then(|| {
        let sentence = format!(
            "`{model}` has no field `write_date`, so the server cannot tell what was changed: read all of it with `search_read(..).stream()`"
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
    // The newest one alone would not do: some models look at what a user may see only behind the limit (14 to 19: `mail/models/mail_message.py`, `_search`).
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

/// How many changes there are, or more than that.
async fn count<R: Record>(query: &Query<R>, from: Option<i64>) -> Result<u64, Error> {
    let mut query = query.clone();
    query.narrow(Domain::raw(Value::Array(vec![since(from)])));
    query.count().await
}

/// When the last of the changes was made, by the server's clock.
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
        // Where the newest is one that the user may not see, a limit finds none.
        if newest.is_some() || search.limit.take().is_none() {
            return Ok(newest);
        }
    }
}

/// The condition on a change: in a second or later. The server's times have a fraction that it does not show up to 18 and does not compare from 19 on
/// (`orm/domains.py`); to both, a whole second lies before all that happens in it.
pub(super) fn since(from: Option<i64>) -> Value {
    match from.and_then(|second| DateTime::from_timestamp(second, 0)) {
        Some(time) => json!([
            "write_date",
            ">=",
            time.format("%Y-%m-%d %H:%M:%S").to_string()
        ]),
        // None that is not there comes first.
        None => json!(["write_date", "!=", false]),
    }
}

/// The client's clock, of which only what passes between two readings counts.
fn now() -> i64 {
    let passed = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(passed.as_secs()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use odoo_rpc::{BoxFuture, Fault, Response, Transport};

    use super::*;
    use crate::{Id, Model as _};

    #[derive(crate::OdooModel)]
    #[odoo(model = "x.view")]
    #[expect(dead_code, reason = "nothing is read")]
    struct View {
        id: Id<View>,
    }

    /// A server that refuses every search, and knows these fields.
    struct Refusing(Value);

    impl Transport for Refusing {
        fn call(&self, call: Call) -> BoxFuture<'_, Result<Response, Error>> {
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
    async fn a_model_without_the_time_of_changes_is_named() {
        let error = refusal(json!({})).await;
        assert!(
            error.contains("`x.view` has no field `write_date`"),
            "{error}"
        );
        let error = refusal(json!({"write_date": {"type": "datetime"}})).await;
        assert!(error.contains("Champ inconnu"), "{error}");
    }
}
