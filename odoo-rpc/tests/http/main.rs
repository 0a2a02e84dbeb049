//! The HTTP transport against a server of raw sockets, which answers whatever a test tells it to.
#![cfg(feature = "http")]
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test ends with a panic"
)]

#[cfg(feature = "blocking")]
mod blocking;
#[cfg(feature = "cache")]
mod cache;
mod cookies;
mod ended;
mod events;
mod failures;
mod files;
mod gateways;
mod health;
mod http_config;
mod internal_calls;
mod invalid_responses;
mod json2;
mod limits;
mod logins;
mod merged_reads;
#[cfg(feature = "metrics")]
mod metrics;
mod observers;
mod outages;
mod protocols;
mod reading;
mod redirects;
mod retries;
mod runtimes;
mod server;
mod sessions;
mod stored_sessions;
mod streaming_decode;
mod traces;
#[cfg(feature = "xml-rpc")]
mod xml;
