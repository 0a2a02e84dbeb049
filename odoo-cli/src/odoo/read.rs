//! Reading records: their selection, their fields, and pagination.

mod pages;
mod plan;

use odoo_rpc::{BoxFuture, Client};
use serde_json::{Map, Value};
use tokio::sync::mpsc;

pub(super) use self::{
    pages::{Pages, Which},
    plan::{Plan, first_names, ids_of, read as read_records},
};
use crate::failure::{Exit, Failure, Result};

/// The fields of a record, as they were read.
type Record = Map<String, Value>;

/// Prefetches pages: reads a page while the previous one is written.
///
/// `rows` converts the records of a page to rows.
pub(super) fn prefetch(
    client: Client,
    mut pages: Pages,
    rows: impl Fn(Client, Vec<Record>) -> BoxFuture<'static, Result<Vec<Vec<Value>>>> + Send + 'static,
) -> mpsc::Receiver<Result<Vec<Vec<Value>>>> {
    let (sender, receiver) = mpsc::channel(1);
    tokio::spawn(async move {
        loop {
            let page = match pages.next(&client).await {
                Ok(None) => return,
                Ok(Some(records)) => rows(client.clone(), records).await,
                Err(failure) => Err(failure),
            };
            let is_end = page.is_err();
            if sender.send(page).await.is_err() || is_end {
                return;
            }
        }
    });
    receiver
}

/// Adds the progress before Ctrl-C to the failure.
pub(super) fn interrupted(failure: Failure, done: u64, what: &str) -> Failure {
    if failure.exit == Exit::Interrupted {
        return Failure::new(
            Exit::Interrupted,
            format!("interrupted after {done} {what}"),
        );
    }
    failure
}
