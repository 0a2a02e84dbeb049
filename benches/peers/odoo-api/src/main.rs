//! The client odoo-api: rows are maps of JSON.

use std::{cell::RefCell, env, process::ExitCode};

use odoo_api::{
    OdooClient,
    client::{Authed, ReqwestAsync},
};
use odoo_bench_harness::{Client, FIELDS, Fault, Row, Task, json_row, run};
use serde_json::{Map, Value, json};

/// One client does one call at a time, so there are as many as calls are to be in flight.
struct Clients {
    free: RefCell<Vec<OdooClient<Authed, ReqwestAsync>>>,
    fields: Vec<String>,
}

struct Partner(Map<String, Value>);

impl Clients {
    fn take(&self) -> Result<OdooClient<Authed, ReqwestAsync>, Fault> {
        self.free.borrow_mut().pop().ok_or_else(|| "no client is free".into())
    }

    fn give(&self, client: OdooClient<Authed, ReqwestAsync>) {
        self.free.borrow_mut().push(client);
    }
}

impl Client for Clients {
    type Partner = Partner;

    async fn login(task: &Task) -> Result<Self, Fault> {
        let mut free = Vec::new();
        for _ in 0..task.in_flight {
            let client = OdooClient::new_reqwest_async(&task.url)?
                .authenticate(&task.database, &task.login, &task.password);
            free.push(client.await?);
        }
        let fields = FIELDS.iter().take(task.fields).map(|field| (*field).to_owned());
        Ok(Clients {
            free: RefCell::new(free),
            fields: fields.collect(),
        })
    }

    async fn search_read(&self, count: usize) -> Result<Vec<Partner>, Fault> {
        let mut client = self.take()?;
        let fields = self.fields.clone();
        let found = client.search_read("res.partner", vec![], fields, None, Some(count.try_into()?), None);
        let found = found.send().await?;
        self.give(client);
        Ok(found.data.into_iter().map(Partner).collect())
    }

    async fn read_one(&self, id: i64) -> Result<Partner, Fault> {
        let mut client = self.take()?;
        let found = client.read("res.partner", i32::try_from(id)?, self.fields.clone());
        let found = found.send().await?;
        self.give(client);
        let first = found.data.into_iter().next();
        first.map(Partner).ok_or_else(|| format!("there is no partner {id}").into())
    }

    async fn create(&self, count: usize) -> Result<Vec<i64>, Fault> {
        let mut client = self.take()?;
        let partners: Vec<_> = (0..count)
            .map(|number| {
                json!({
                    "name": format!("Bench {number}"),
                    "email": format!("bench.{number}@example.com"),
                    "is_company": number % 2 == 0,
                    "color": number % 12,
                })
            })
            .collect();
        let made = client.create("res.partner", partners).send().await?;
        self.give(client);
        let ids = serde_json::to_value(made.ids)?;
        Ok(serde_json::from_value(ids)?)
    }
}

impl Row for Partner {
    fn sum(&self) -> i64 {
        json_row(&self.0)
    }
}

fn main() -> ExitCode {
    let task = env::args().nth(1).ok_or("the task is missing".into());
    let sample = task.and_then(|task| run::<Clients>(&serde_json::from_str(&task)?));
    match sample.and_then(|sample| Ok(serde_json::to_string(&sample)?)) {
        Ok(line) => {
            println!("{line}");
            ExitCode::SUCCESS
        }
        Err(fault) => {
            eprintln!("{fault}");
            ExitCode::FAILURE
        }
    }
}
