//! Reading records: which, which fields, and page by page.

mod pages;
mod plan;

use odoo_rpc::Client;
use serde_json::Value;
use tokio::sync::mpsc;

pub(super) use self::{
    pages::{Pages, Which},
    plan::{Plan, first_names, read as read_records},
};
use crate::failure::{Exit, Failure, Result};

/// Reads pages ahead of whoever takes them: a page is read while the one before is written.
pub(super) fn prefetch(
    client: Client,
    plan: std::sync::Arc<Plan>,
    mut pages: Pages,
) -> mpsc::Receiver<Result<Vec<Vec<Value>>>> {
    let (sender, receiver) = mpsc::channel(1);
    tokio::spawn(async move {
        loop {
            let rows = match pages.next(&client).await {
                Ok(None) => return,
                Ok(Some(records)) => plan.rows(&client, records).await,
                Err(failure) => Err(failure),
            };
            let is_end = rows.is_err();
            if sender.send(rows).await.is_err() || is_end {
                return;
            }
        }
    });
    receiver
}

/// The failure with how much was done before Ctrl-C.
pub(super) fn interrupted(failure: Failure, done: u64, what: &str) -> Failure {
    if failure.exit == Exit::Interrupted {
        return Failure::new(
            Exit::Interrupted,
            format!("interrupted after {done} {what}"),
        );
    }
    failure
}
