//! A client of the in-memory Odoo over HTTP, and programs that are killed.

use std::{future::poll_fn, pin::pin, task::Poll};

use odoo_mock::{Server, World};
use odoo_orm::{Credentials, prelude::*};

pub fn client(server: &Server, world: &World) -> Client {
    Client::builder(server.url())
        .unwrap()
        .database(world.database())
        .login(Credentials::password("admin", "admin"))
        .build()
        .unwrap()
}

/// Runs a future until it has been polled so often, and drops it there: a program that is killed.
pub async fn killed_after<T>(polls: usize, work: impl Future<Output = T>) -> Option<T> {
    let mut work = pin!(work);
    let mut left = polls;
    poll_fn(|context| {
        if left == 0 {
            return Poll::Ready(None);
        }
        left -= 1;
        work.as_mut().poll(context).map(Some)
    })
    .await
}
