//! Wrapped clients: they count calls, lose a response, limit concurrent calls, or hide records.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex},
};

use odoo_orm::{
    Call, Error,
    prelude::*,
    rpc::{BoxFuture, CallState, Response, Transport, TransportError, TransportErrorKind},
};
use serde_json::Value;
use tokio::sync::Semaphore;

/// The names of a client's calls, in the order of sending.
#[derive(Debug, Clone, Default)]
pub struct Calls(Arc<Mutex<Vec<String>>>);

impl Calls {
    /// Returns the calls since the last time.
    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

/// Wraps a client, and returns it with its calls.
pub fn counted(odoo: &Client) -> (Client, Calls) {
    let calls = Calls::default();
    let counting = Counting {
        odoo: odoo.clone(),
        calls: calls.clone(),
    };
    (Client::new(counting), calls)
}

struct Counting {
    odoo: Client,
    calls: Calls,
}

impl Transport for Counting {
    fn call(&self, call: Call, state: CallState) -> BoxFuture<'_, Result<Response, Error>> {
        // The version is requested once, by a controller.
        if call.model().is_some() {
            let info = call.info();
            let note = info.label().map(|note| format!(" ({note})"));
            let named = info.name().to_owned() + &note.unwrap_or_default();
            self.calls.0.lock().unwrap().push(named);
        }
        Transport::call(&self.odoo, call, state)
    }
}

/// Wraps a client that loses the response to one call of a method, numbered from 0; the server still runs it.
pub fn losing(odoo: &Client, method: &'static str, which: usize) -> Client {
    Client::new(Losing {
        odoo: odoo.clone(),
        method,
        left: Mutex::new(which + 1),
    })
}

struct Losing {
    odoo: Client,
    method: &'static str,
    left: Mutex<usize>,
}

impl Transport for Losing {
    fn call(&self, call: Call, state: CallState) -> BoxFuture<'_, Result<Response, Error>> {
        let is_it = call.method() == Some(self.method) && {
            let mut left = self.left.lock().unwrap();
            *left = left.saturating_sub(1);
            *left == 0
        };
        Box::pin(async move {
            let answer = Transport::call(&self.odoo, call, state).await?;
            if is_it {
                let (kind, outcome) = (TransportErrorKind::ConnectionLost, Outcome::Unknown);
                return Err(TransportError::new(kind, outcome, "the line broke").into());
            }
            Ok(answer)
        })
    }
}

/// Wraps a client that sends at most this many calls at once, in order of arrival.
pub fn narrow(odoo: &Client, calls: usize) -> Client {
    Client::new(Narrow {
        odoo: odoo.clone(),
        places: Semaphore::new(calls),
    })
}

struct Narrow {
    odoo: Client,
    places: Semaphore,
}

impl Transport for Narrow {
    fn call(&self, call: Call, state: CallState) -> BoxFuture<'_, Result<Response, Error>> {
        Box::pin(async move {
            let _place = self.places.acquire().await.unwrap();
            Transport::call(&self.odoo, call, state).await
        })
    }
}

/// Wraps a client that never returns these ids, although a limit counts them: `mail.message` checks access rights in this way.
pub fn hiding(odoo: &Client, hidden: impl IntoIterator<Item = i64>) -> Client {
    Client::new(Hiding {
        odoo: odoo.clone(),
        hidden: hidden.into_iter().collect(),
    })
}

struct Hiding {
    odoo: Client,
    hidden: HashSet<i64>,
}

impl Transport for Hiding {
    fn call(&self, call: Call, state: CallState) -> BoxFuture<'_, Result<Response, Error>> {
        Box::pin(async move {
            let (kept, own) = (call.clone(), state.clone());
            let answer = Transport::call(&self.odoo, call, state).await?;
            if !matches!(kept.method(), Some("search" | "search_read")) {
                return Ok(answer);
            }
            let mut rows: Vec<Value> = answer.decode()?;
            rows.retain(|row| {
                let id = row.get("id").unwrap_or(row).as_i64();
                id.is_none_or(|id| !self.hidden.contains(&id))
            });
            Ok(Response::bare(
                serde_json::to_vec(&rows).unwrap(),
                &kept,
                &own,
            ))
        })
    }
}
