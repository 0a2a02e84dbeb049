//! Calls to Odoo 14 to 19, as data, over one shared async transport. Knows no model and no field: those are `odoo-orm`'s.
//!
//! ```
//! use odoo_rpc::{Call, Client, Credentials};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), odoo_rpc::Error> {
//! # let password = "secret";
//! let odoo = Client::builder("https://erp.example.com")?
//!     .database("prod")
//!     .login(Credentials::password("admin", password))
//!     .build()?;
//! # let odoo = odoo_mock::World::new().client();
//! let found: Vec<(i64, String)> =
//!     odoo.call(Call::read("res.partner", "name_search").arg("name", "acme")).await?.decode()?;
//! # Ok(())
//! # }
//! ```
//!
//! | to | see |
//! |---|---|
//! | describe a call | [`Call`], [`Context`] |
//! | send it | [`Client`], [`ClientBuilder`], [`Credentials`], [`Protocol`] |
//! | read what came | [`Response`], [`JsonReader`] |
//! | get a file | [`Download`], [`Content`] |
//! | understand what went wrong, and whether it was done | [`Error`], [`Outcome`], [`Fault`] |
//! | see what the calls do | [`Client::events`], [`Observer`], [`Loading`], spans and figures (below) |
//! | see whether the server answers | [`Connection`], [`Client::check_health`] |
//! | end calls from outside | [`AbortHandle`], [`CancelScope`] |
//! | bring another transport | [`Transport`] |
//!
//! # Spans
//!
//! Each call of [`Client::call`] is a span of `tracing`, `odoo.call` at the level `DEBUG`, in the span of whoever calls. No field holds a value of a record or a secret. What happens beside calls
//! is an event of `tracing`: another try and a renewed session at `DEBUG`, a server that does not answer at `WARN`, one that answers again at `INFO`.
//!
//! | field | |
//! |---|---|
//! | `call` | `res.partner.write`, or the path of a controller |
//! | `model`, `method` | both of it, unless it is a controller |
//! | `effect` | `Read` or `Write` |
//! | `records` | how many ids it runs on |
//! | `attempts` | how often the HTTP transport tried |
//! | `bytes` | the size of the answer |
//! | `elapsed_ms` | how long it took in all, with waiting, logging in and trying again |
//! | `outcome` | `ok`, or that of the error: `NotDone`, `Done`, `Unknown` |
//! | `error` | the kind of the error, such as `transport ConnectionLost` or `fault odoo.exceptions.AccessError` |
//!
//! # Features
//!
//! | feature | brings |
//! |---|---|
//! | `http`, on by default | [`Client::builder`](Client), the transport for real servers |
//! | `blocking` | `blocking::Wait`: `.wait()` in place of `.await`, for programs without a runtime |
//! | `metrics` | `Metrics`: the figures of the calls, for the recorder of the crate `metrics` |
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "blocking")]
pub mod blocking;
mod call;
mod cancel;
mod client;
mod context;
mod download;
mod error;
mod fault;
mod health;
#[cfg(feature = "http")]
mod http;
mod jitter;
mod json;
mod observability;
mod prefetch;
mod printable;
mod reconnect;
mod report;
mod response;
mod runtime;
mod trace;
mod transport;
mod version;

pub use call::{Call, CallInfo, Effect};
pub use cancel::{AbortHandle, CancelScope};
pub use client::Client;
pub use context::Context;
pub use download::{Content, Download};
pub use error::{
    ConfigError, ConfigErrorKind, DecodeError, Error, ErrorKind, ExpectedOne, LoginError,
    LoginErrorKind, Outcome, TransportError, TransportErrorKind,
};
pub use fault::Fault;
#[cfg(feature = "http")]
pub use http::{ClientBuilder, Credentials, Protocol};
pub use json::JsonReader;
#[cfg(feature = "metrics")]
pub use observability::Metrics;
pub use observability::{
    Connection, ConnectionState, Event, Events, Loading, LoadingState, Observer,
};
#[doc(hidden)]
pub use prefetch::prefetch;
#[doc(hidden)]
pub use printable::Printable;
pub use response::Response;
#[doc(hidden)]
pub use response::row_sink::RowSink;
pub use transport::{BoxFuture, Transport};
pub use version::ServerVersion;
