//! The HTTP transport against a server of raw sockets, which answers whatever a test tells it to.
#![cfg(feature = "http")]
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test ends with a panic"
)]

mod cookies;
mod edges;
mod ended;
mod failures;
#[cfg(feature = "metrics")]
mod figures;
mod files;
mod gateways;
mod health;
mod json2;
mod kept;
mod limits;
mod logins;
mod observers;
mod outages;
mod own;
mod pieces;
mod reading;
mod redirects;
mod retries;
mod runtimes;
mod server;
mod sessions;
mod signals;
mod strange;
mod traces;
#[cfg(feature = "blocking")]
mod waited;
mod wires;
#[cfg(feature = "xml-rpc")]
mod xml;
