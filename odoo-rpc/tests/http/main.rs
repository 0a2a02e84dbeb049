//! The HTTP transport against a server of raw sockets, which answers whatever a test tells it to.
#![cfg(feature = "http")]
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test ends with a panic"
)]

mod edges;
mod ended;
mod failures;
#[cfg(feature = "metrics")]
mod figures;
mod files;
mod kept;
mod limits;
mod pieces;
mod retries;
mod server;
mod sessions;
mod signals;
mod traces;
mod wires;
