//! The client odoo-api: rows are maps of JSON.

use std::{cell::RefCell, env, process::ExitCode};

use odoo_api::{
    OdooClient,
    client::{Authed, ReqwestAsync},
};
use odoo_bench_harness::{
    Client, FIELDS, Fault, NEW_REFERENCE, PAGE, REFERENCE, Row, Task, Value as _, json_row, json_row_by_ids, run,
};
use serde_json::{Map, Value, json};

/// A client makes one call at a time, so there is one client for each concurrent call.
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
        let found = client.search_read("res.partner", domain(), fields, None, Some(count.try_into()?), None);
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
        first.map(Partner).ok_or_else(|| format!("partner {id} does not exist").into())
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
                    "ref": NEW_REFERENCE,
                })
            })
            .collect();
        let made = client.create("res.partner", partners).send().await?;
        self.give(client);
        let ids = serde_json::to_value(made.ids)?;
        Ok(serde_json::from_value(ids)?)
    }

    async fn export(&self, count: usize) -> Result<Vec<i64>, Fault> {
        let mut client = self.take()?;
        let mut sums = Vec::with_capacity(count);
        for offset in (0..count).step_by(PAGE) {
            let (offset, limit) = (offset.try_into()?, PAGE.min(count - offset).try_into()?);
            let order = Some("id".to_owned());
            let fields = self.fields.clone();
            let page = client.search_read("res.partner", domain(), fields, Some(offset), Some(limit), order);
            sums.extend(page.send().await?.data.iter().map(json_row_by_ids));
        }
        self.give(client);
        Ok(sums)
    }

    /// One after the other, as when a program follows links in a loop; the hand-written program reads all ids in one request.
    async fn countries(&self, count: usize) -> Result<Vec<i64>, Fault> {
        let mut client = self.take()?;
        let (limit, order) = (Some(count.try_into()?), Some("id".to_owned()));
        let fields = vec!["country_id".to_owned()];
        let partners = client.search_read("res.partner", domain(), fields, None, limit, order);
        let mut sums = Vec::with_capacity(count);
        for partner in partners.send().await?.data {
            let mut sum = integer(&partner["id"])?;
            if let Some(link) = partner["country_id"].as_array() {
                let id = integer(link.first().unwrap_or(&Value::Null))?;
                let country = client.read("res.country", i32::try_from(id)?, vec!["name".to_owned()]);
                let country = country.send().await?.data;
                let name = country.first().and_then(|country| country["name"].as_str());
                sum += id + name.unwrap_or_default().number();
            }
            sums.push(sum);
        }
        self.give(client);
        Ok(sums)
    }
}

fn domain() -> Vec<Value> {
    vec![json!(["ref", "=", REFERENCE])]
}

fn integer(value: &Value) -> Result<i64, Fault> {
    value.as_i64().ok_or_else(|| format!("expected an integer, found {value}").into())
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
