//! What a good engineer would write by hand: reqwest, serde's derives, and a function for each of Odoo's habits.
//!
//! It sends what Odoo's own web client sends, as the library does, and does what a program must do as well: a session, the user's context in each call, a
//! time limit. It leaves out what the library does beyond: checking the answer's id, a limit on its size, retries, renewing a session, a limit on calls
//! in flight, events, an error that names the field and the record.

mod falsy;
mod partner;

pub(super) use partner::{Brief, Whole};

use std::{
    marker::PhantomData,
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use odoo_bench_harness::{Client, FIELDS, Fault, Row, Task};
use reqwest::header::{CONTENT_TYPE, COOKIE, SET_COOKIE};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;

pub(super) struct Odoo<P> {
    http: reqwest::Client,
    base: String,
    cookie: String,
    context: Value,
    fields: &'static [&'static str],
    last_id: AtomicU64,
    partner: PhantomData<P>,
}

#[derive(Serialize)]
struct Request<P> {
    jsonrpc: &'static str,
    id: u64,
    method: &'static str,
    params: P,
}

#[derive(Serialize)]
struct Call<A, K> {
    model: &'static str,
    method: &'static str,
    args: A,
    kwargs: K,
}

#[derive(Deserialize)]
struct Answer<T> {
    result: Option<T>,
    error: Option<Value>,
}

#[derive(Serialize)]
struct Search<'a> {
    fields: &'a [&'a str],
    limit: usize,
    context: &'a Value,
}

#[derive(Serialize)]
struct Read<'a> {
    fields: &'a [&'a str],
    context: &'a Value,
}

#[derive(Serialize)]
struct Create<'a> {
    context: &'a Value,
}

#[derive(Serialize)]
struct NewPartner {
    name: String,
    email: String,
    is_company: bool,
    color: usize,
}

#[derive(Serialize)]
struct Credentials<'a> {
    db: &'a str,
    login: &'a str,
    password: &'a str,
}

#[derive(Deserialize)]
struct Session {
    user_context: Value,
}

impl<P> Odoo<P> {
    fn request(
        &self,
        path: &str,
        params: impl Serialize,
    ) -> Result<reqwest::RequestBuilder, Fault> {
        let request = Request {
            jsonrpc: "2.0",
            id: self.last_id.fetch_add(1, Ordering::Relaxed) + 1,
            method: "call",
            params,
        };
        let request = self
            .http
            .post(format!("{}{path}", self.base))
            .header(CONTENT_TYPE, "application/json")
            .body(serde_json::to_vec(&request)?);
        Ok(request)
    }

    async fn call<T: DeserializeOwned>(
        &self,
        method: &'static str,
        args: impl Serialize,
        kwargs: impl Serialize,
    ) -> Result<T, Fault> {
        let call = Call {
            model: "res.partner",
            method,
            args,
            kwargs,
        };
        let path = format!("/web/dataset/call_kw/res.partner/{method}");
        let request = self.request(&path, call)?;
        let response = request.header(COOKIE, &self.cookie).send().await?;
        let body = response.error_for_status()?.bytes().await?;
        result(&body)
    }
}

fn result<T: DeserializeOwned>(body: &[u8]) -> Result<T, Fault> {
    match serde_json::from_slice(body)? {
        Answer {
            error: Some(error), ..
        } => Err(error.to_string().into()),
        Answer {
            result: Some(result),
            ..
        } => Ok(result),
        Answer { .. } => Err("neither a result nor an error".into()),
    }
}

impl<P: DeserializeOwned + Row + 'static> Client for Odoo<P> {
    type Partner = P;

    async fn login(task: &Task) -> Result<Self, Fault> {
        let http = reqwest::Client::builder()
            .no_proxy()
            .user_agent("bench/1.0")
            .timeout(Duration::from_secs(120))
            .build()?;
        let mut odoo = Odoo {
            http,
            base: task.url.clone(),
            cookie: String::new(),
            context: Value::Null,
            fields: FIELDS.get(..task.fields).unwrap_or(&FIELDS),
            last_id: AtomicU64::new(0),
            partner: PhantomData,
        };
        let credentials = Credentials {
            db: &task.database,
            login: &task.login,
            password: &task.password,
        };
        let response = odoo
            .request("/web/session/authenticate", credentials)?
            .send()
            .await?
            .error_for_status()?;
        let cookies = response.headers().get_all(SET_COOKIE).iter();
        odoo.cookie = cookies
            .filter_map(|cookie| cookie.to_str().ok()?.split(';').next())
            .find(|cookie| cookie.starts_with("session_id="))
            .ok_or("the server gave no session")?
            .to_owned();
        let session: Session = result(&response.bytes().await?)?;
        odoo.context = session.user_context;
        Ok(odoo)
    }

    async fn search_read(&self, count: usize) -> Result<Vec<P>, Fault> {
        let search = Search {
            fields: self.fields,
            limit: count,
            context: &self.context,
        };
        self.call("search_read", ([(); 0],), search).await
    }

    async fn read_one(&self, id: i64) -> Result<P, Fault> {
        let read = Read {
            fields: self.fields,
            context: &self.context,
        };
        let partners: Vec<P> = self.call("read", ([id],), read).await?;
        partners
            .into_iter()
            .next()
            .ok_or_else(|| format!("there is no partner {id}").into())
    }

    async fn create(&self, count: usize) -> Result<Vec<i64>, Fault> {
        let partners: Vec<_> = (0..count)
            .map(|number| NewPartner {
                name: format!("Bench {number}"),
                email: format!("bench.{number}@example.com"),
                is_company: number % 2 == 0,
                color: number % 12,
            })
            .collect();
        let create = Create {
            context: &self.context,
        };
        self.call("create", (partners,), create).await
    }
}
