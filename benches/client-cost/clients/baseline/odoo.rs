//! The client: its session and its calls.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use odoo_bench_harness::{Fault, Task};
use reqwest::header::{CONTENT_TYPE, COOKIE, SET_COOKIE};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;

pub(super) struct Odoo {
    http: reqwest::Client,
    base: String,
    cookie: String,
    /// The user's context, merged into each call.
    pub(super) context: Value,
    last_id: AtomicU64,
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
struct Credentials<'a> {
    db: &'a str,
    login: &'a str,
    password: &'a str,
}

#[derive(Deserialize)]
struct Session {
    user_context: Value,
}

impl Odoo {
    pub(super) async fn login(task: &Task) -> Result<Self, Fault> {
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
            last_id: AtomicU64::new(0),
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

    /// Calls a method of a model.
    pub(super) async fn call<T: DeserializeOwned>(
        &self,
        model: &'static str,
        method: &'static str,
        args: impl Serialize,
        kwargs: impl Serialize,
    ) -> Result<T, Fault> {
        let path = format!("/web/dataset/call_kw/{model}/{method}");
        let call = Call {
            model,
            method,
            args,
            kwargs,
        };
        let request = self.request(&path, call)?;
        let response = request.header(COOKIE, &self.cookie).send().await?;
        let body = response.error_for_status()?.bytes().await?;
        result(&body)
    }

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
