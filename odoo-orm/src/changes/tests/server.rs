//! A server whose transactions take time, so that they commit in any order.

use std::{
    cell::Cell,
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use chrono::DateTime;
use odoo_rpc::{BoxFuture, Call, CallState, Client, Error, Response, Transport};
use serde_json::{Value, json};

use crate::{
    changes::{Changes, Cursor},
    prelude::{Id, OdooModel},
};

thread_local! {
    pub(super) static CLOCK: Cell<Option<i64>> = const { Cell::new(None) };
}

/// Returns the client's time in a test that sets it.
pub(in crate::changes) fn clock() -> Option<i64> {
    CLOCK.get()
}

/// The longest transaction, in seconds.
pub(super) const LONGEST: i64 = 6;

#[derive(Debug, OdooModel)]
#[odoo(model = "x.item", crate = crate)]
pub(super) struct Item {
    pub(super) id: Id<Item>,
    pub(super) value: i64,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    /// The `write_date`.
    pub(super) second: i64,
    pub(super) value: i64,
    /// The step in which the last change was committed.
    pub(super) committed: u64,
}

#[derive(Debug, Default)]
pub(super) struct Transaction {
    pub(super) second: i64,
    pub(super) began: u64,
    pub(super) written: BTreeMap<i64, i64>,
}

#[derive(Debug, Default)]
pub(super) struct Database {
    pub(super) rows: BTreeMap<i64, Row>,
    pub(super) open: Vec<Transaction>,
    pub(super) now: i64,
    pub(super) step: u64,
    /// Whether the user may not see records with even ids.
    ///
    /// The server checks that after the limit.
    pub(super) hides: bool,
    pub(super) calls: Vec<String>,
}

impl Database {
    pub(super) fn is_visible(&self, id: i64) -> bool {
        !self.hides || id % 2 != 0
    }

    pub(super) fn begin(&mut self) {
        let (second, began) = (self.now, self.step);
        self.open.push(Transaction {
            second,
            began,
            written: BTreeMap::new(),
        });
    }

    /// Writes in a transaction, unless the database would abort it.
    pub(super) fn write(&mut self, at: usize, id: i64, value: i64) {
        let is_locked = self.open.iter().any(|open| open.written.contains_key(&id));
        let committed = self.rows.get(&id).map(|row| row.committed);
        let Some(transaction) = self.open.get_mut(at) else {
            return;
        };
        let is_newer = committed.is_some_and(|committed| committed > transaction.began);
        if !is_newer && (!is_locked || transaction.written.contains_key(&id)) {
            transaction.written.insert(id, value);
        }
    }

    pub(super) fn commit(&mut self, at: usize) {
        if at >= self.open.len() {
            return;
        }
        let transaction = self.open.remove(at);
        for (id, value) in transaction.written {
            let row = Row {
                second: transaction.second,
                value,
                committed: self.step,
            };
            self.rows.insert(id, row);
        }
    }

    pub(super) fn wait(&mut self, seconds: i64) {
        for _ in 0..seconds {
            while let Some(at) = self
                .open
                .iter()
                .position(|open| self.now >= open.second + LONGEST)
            {
                self.commit(at);
            }
            self.now += 1;
        }
        // The client's clock differs from the server's.
        CLOCK.set(Some(self.now + 5_000));
    }

    pub(super) fn answer(&mut self, call: &Call) -> Value {
        let sent: Value = serde_json::from_slice(&call.to_call_kw(1)).unwrap();
        let params = &sent["params"];
        let method = params["method"].as_str().unwrap_or_default();
        self.calls.push(method.to_owned());
        let named = |name: &str, at: usize| match &params["kwargs"][name] {
            Value::Null => params["args"][at].clone(),
            value => value.clone(),
        };
        let domain = named("domain", 0);
        let matches = |id: i64, row: &Row| {
            domain.as_array().unwrap().iter().all(|term| {
                let number = term[2].as_i64().unwrap_or_default();
                match (term[0].as_str().unwrap(), term[1].as_str().unwrap()) {
                    ("write_date", ">=") => text(row.second).as_str() >= term[2].as_str().unwrap(),
                    ("write_date", "!=") => true,
                    ("id", ">") => id > number,
                    ("id", "<=") => id <= number,
                    _ => panic!("{term}"),
                }
            })
        };
        let mut found: Vec<(i64, Row)> = (self.rows.iter().map(|(id, row)| (*id, *row)))
            .filter(|(id, row)| matches(*id, row))
            .collect();
        if method == "search_count" {
            return found.len().into();
        }
        if params["kwargs"]["order"] == "write_date desc, id desc" {
            found.sort_by_key(|(id, row)| (-row.second, -id));
        }
        if let Some(limit) = params["kwargs"]["limit"].as_u64() {
            found.truncate(limit.try_into().unwrap());
        }
        found.retain(|(id, _)| self.is_visible(*id));
        let read = |(id, row): &(i64, Row)| match method {
            "search" => json!(id),
            "search_read" => {
                json!({"id": id, "value": row.value, "write_date": text(row.second)})
            }
            _ => panic!("{method}"),
        };
        found.iter().map(read).collect()
    }
}

fn text(second: i64) -> String {
    let time = DateTime::from_timestamp(second, 0).unwrap();
    time.format("%Y-%m-%d %H:%M:%S").to_string()
}

#[derive(Debug, Clone, Default)]
pub(super) struct Server(Arc<Mutex<Database>>);

impl Server {
    pub(super) fn new() -> Self {
        let server = Server::default();
        server.database().now = 1_700_000_000;
        server.database().wait(0);
        server
    }

    pub(super) fn database(&self) -> MutexGuard<'_, Database> {
        self.0.lock().unwrap()
    }

    /// Writes in a transaction of its own.
    pub(super) fn write(&self, id: i64, value: i64) {
        let mut database = self.database();
        database.step += 1;
        database.begin();
        let at = database.open.len() - 1;
        database.write(at, id, value);
        database.commit(at);
    }

    /// Runs to the end, and returns the ids and the requests.
    pub(super) async fn run(&self, copy: &mut Copy) -> (Vec<i64>, Vec<String>) {
        self.database().calls.clear();
        let mut run = changes(self, &copy.stored, 4);
        let mut ids = Vec::new();
        while let Some(item) = run.next().await {
            let item = item.unwrap();
            ids.push(item.id.get());
            copy.values.insert(item.id.get(), item.value);
        }
        copy.stored = run.cursor().to_string();
        (ids, std::mem::take(&mut self.database().calls))
    }
}

impl Transport for Server {
    fn call(&self, call: Call, state: CallState) -> BoxFuture<'_, Result<Response, Error>> {
        let answer = self.database().answer(&call).to_string().into_bytes();
        Box::pin(async move { Ok(Response::bare(answer, &call, &state)) })
    }
}

/// What a program has stored.
#[derive(Debug, Clone)]
pub(super) struct Copy {
    pub(super) values: BTreeMap<i64, i64>,
    pub(super) stored: String,
}

impl Copy {
    pub(super) fn new() -> Self {
        Copy {
            values: BTreeMap::new(),
            stored: Cursor::default().to_string(),
        }
    }
}

pub(super) fn changes(server: &Server, stored: &str, page_size: usize) -> Changes<Item> {
    let client = Client::new(server.clone());
    Changes::new(&client, stored.parse().unwrap())
        .overlap(Duration::from_secs(LONGEST.unsigned_abs()))
        .page_size(page_size)
}
