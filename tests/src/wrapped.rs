//! Clients around another one: one that counts calls, and one that loses an answer.

use std::sync::{Arc, Mutex};

use odoo_orm::{
    Answer, BoxFuture, Call, Error, Transport, TransportError, TransportErrorKind, prelude::*,
};

/// The calls of a client, by their names, in the order in which they were sent.
#[derive(Debug, Clone, Default)]
pub struct Calls(Arc<Mutex<Vec<String>>>);

impl Calls {
    /// The calls since the last time.
    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

/// A client over another one, and its calls.
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
    fn call(&self, call: Call) -> BoxFuture<'_, Result<Answer, Error>> {
        // The version is asked for once, by a controller.
        if call.model().is_some() {
            let info = call.info();
            let note = info.note().map(|note| format!(" ({note})"));
            let named = info.name().to_owned() + &note.unwrap_or_default();
            self.calls.0.lock().unwrap().push(named);
        }
        Transport::call(&self.odoo, call)
    }
}

/// A client over another one, which loses the answer to one call of a method, the first being 0: the server has done it all the same.
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
    fn call(&self, call: Call) -> BoxFuture<'_, Result<Answer, Error>> {
        let is_it = call.method() == Some(self.method) && {
            let mut left = self.left.lock().unwrap();
            *left = left.saturating_sub(1);
            *left == 0
        };
        Box::pin(async move {
            let answer = Transport::call(&self.odoo, call).await?;
            if is_it {
                let (kind, outcome) = (TransportErrorKind::ConnectionLost, Outcome::Unknown);
                return Err(TransportError::new(kind, outcome, "the line broke").into());
            }
            Ok(answer)
        })
    }
}
