//! A client whose responses a test can delay, and which shows the calls in flight.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use odoo_orm::{
    Call, Error,
    prelude::*,
    rpc::{BoxFuture, CallState, Response, Transport},
};

/// The calls of one method.
#[derive(Debug, Clone, Default)]
pub struct Traffic(Arc<Mutex<Counts>>);

/// The current and the maximum number of calls.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub sent: usize,
    /// The calls whose responses were read.
    pub answered: usize,
    pub under_way: usize,
    pub most_at_once: usize,
}

impl Traffic {
    pub fn counts(&self) -> Counts {
        *self.0.lock().unwrap()
    }

    fn begin(&self) -> UnderWay {
        let mut counts = self.0.lock().unwrap();
        let number = counts.sent;
        counts.sent += 1;
        counts.under_way += 1;
        counts.most_at_once = counts.most_at_once.max(counts.under_way);
        UnderWay {
            traffic: self.clone(),
            number,
        }
    }
}

/// A call in flight, until its response is read or it is dropped.
struct UnderWay {
    traffic: Traffic,
    number: usize,
}

impl UnderWay {
    fn answered(self) {
        self.traffic.0.lock().unwrap().answered += 1;
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.traffic.0.lock().unwrap().under_way -= 1;
    }
}

/// Wraps a client.
///
/// `hold` returns how long the response to each call of a method is delayed, numbered from 0.
pub fn paced(
    odoo: &Client,
    method: &'static str,
    hold: impl Fn(usize) -> Duration + Send + Sync + 'static,
) -> (Client, Traffic) {
    paced_by_note(odoo, method, move |number, _| hold(number))
}

/// The same, with the call's arguments: concurrent calls are numbered in any order.
pub fn paced_by_note(
    odoo: &Client,
    method: &'static str,
    hold: impl Fn(usize, &str) -> Duration + Send + Sync + 'static,
) -> (Client, Traffic) {
    let traffic = Traffic::default();
    let paced = Paced {
        odoo: odoo.clone(),
        method,
        hold: Box::new(hold),
        traffic: traffic.clone(),
    };
    (Client::new(paced), traffic)
}

/// The delay of the response to a call, by its number and arguments.
type Hold = dyn Fn(usize, &str) -> Duration + Send + Sync;

struct Paced {
    odoo: Client,
    method: &'static str,
    hold: Box<Hold>,
    traffic: Traffic,
}

impl Transport for Paced {
    fn call(&self, call: Call, state: CallState) -> BoxFuture<'_, Result<Response, Error>> {
        if call.method() != Some(self.method) {
            return Transport::call(&self.odoo, call, state);
        }
        let under_way = self.traffic.begin();
        let info = call.info();
        let hold = (self.hold)(under_way.number, info.label().unwrap_or_default());
        Box::pin(async move {
            let answer = Transport::call(&self.odoo, call, state).await;
            tokio::time::sleep(hold).await;
            under_way.answered();
            answer
        })
    }
}
