//! A client around another one whose answers come when the test wants, and which sees what is under way.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use odoo_orm::{BoxFuture, Call, Error, Response, Transport, prelude::*};

/// The calls of one method.
#[derive(Debug, Clone, Default)]
pub struct Traffic(Arc<Mutex<Counts>>);

/// How many calls there are and were.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub sent: usize,
    /// Whose answers were taken.
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

/// A call that has been sent, until it is answered or dropped.
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

/// A client over another one. The answer to each call of a method, the first being 0, is held back for as long as `hold` says.
pub fn paced(
    odoo: &Client,
    method: &'static str,
    hold: impl Fn(usize) -> Duration + Send + Sync + 'static,
) -> (Client, Traffic) {
    paced_by_note(odoo, method, move |number, _| hold(number))
}

/// The same, where it also matters what the call is for: calls that begin at the same time have any numbers.
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

/// For how long the answer to a call is held back, by its number and what it is for.
type Hold = dyn Fn(usize, &str) -> Duration + Send + Sync;

struct Paced {
    odoo: Client,
    method: &'static str,
    hold: Box<Hold>,
    traffic: Traffic,
}

impl Transport for Paced {
    fn call(&self, call: Call) -> BoxFuture<'_, Result<Response, Error>> {
        if call.method() != Some(self.method) {
            return Transport::call(&self.odoo, call);
        }
        let under_way = self.traffic.begin();
        let info = call.info();
        let hold = (self.hold)(under_way.number, info.note().unwrap_or_default());
        Box::pin(async move {
            let answer = Transport::call(&self.odoo, call).await;
            tokio::time::sleep(hold).await;
            under_way.answered();
            answer
        })
    }
}
