//! The two services, and the Odoo in memory that both call. Each is a process of its own, prints its URL, and ends with its standard input.

mod by_hand;
mod ours;

use std::{io::Read as _, thread};

use axum::{Router, routing::get};
pub(crate) use by_hand::by_hand;
use odoo_bench_harness::{Clock, Fault};
use odoo_mock::{Server, World};
pub(crate) use ours::ours;
use serde_json::json;
use tokio::{net::TcpListener, sync::oneshot};

/// The partners that the services show have ids from the first one on.
pub(crate) const PARTNERS: i64 = 100;

/// Runs the in-memory Odoo.
///
/// # Errors
///
/// Returns an error if it cannot listen.
pub(crate) async fn odoo() -> Result<(), Fault> {
    let world = World::new();
    let ids = (0..PARTNERS).map(|number| {
        let email = format!("bench.{number}@example.com");
        world.create(
            "res.partner",
            json!({"name": format!("Bench {number:03}"), "email": email}),
        )
    });
    let first = ids.min().unwrap_or_default();
    let server = Server::start(&world).await?;
    println!("{} {first}", server.url());
    ended().await
}

/// Serves until standard input ends.
async fn serve(router: Router) -> Result<(), Fault> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("http://{} 0", listener.local_addr()?);
    // The CPU time of this process so far, in seconds.
    let usage = get(async || match Clock::cpu() {
        Ok(seconds) => seconds.to_string(),
        Err(error) => error.to_string(),
    });
    let router = router.route("/usage", usage);
    tokio::select! {
        served = axum::serve(listener, router) => Ok(served?),
        ended = ended() => ended,
    }
}

async fn ended() -> Result<(), Fault> {
    let (send, receive) = oneshot::channel();
    thread::spawn(move || send.send(std::io::stdin().read_to_end(&mut Vec::new())));
    receive.await??;
    Ok(())
}
