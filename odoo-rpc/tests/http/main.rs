//! The HTTP transport against a server of raw sockets, which answers whatever a test tells it to.
#![cfg(feature = "http")]
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test ends with a panic"
)]

mod edges;
mod failures;
mod kept;
mod limits;
mod retries;
mod server;
mod sessions;
mod traces;
mod wires;
