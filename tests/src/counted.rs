//! How many calls something takes.

use std::sync::{Arc, Mutex};

use odoo_orm::{
    Error,
    odoo_rpc::{Answer, BoxFuture, Call, Transport},
    prelude::*,
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
            self.calls.0.lock().unwrap().push(call.name());
        }
        Transport::call(&self.odoo, call)
    }
}
