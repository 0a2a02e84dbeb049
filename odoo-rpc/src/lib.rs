//! An async client for the RPC interfaces of Odoo 14 to 19.
//!
//! It describes calls as data and sends them over a shared transport. It knows no models and no fields; `odoo-orm` adds those.
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
//! | read the result | [`Response`], [`JsonReader`] |
//! | download a file | [`Download`], [`Content`] |
//! | handle an error, and see whether the server ran the call | [`Error`], [`Outcome`], [`Fault`] |
//! | observe calls: events, loading state, tracing, metrics | [`Client::events`], [`Observer`], [`Loading`], spans and metrics (below) |
//! | monitor the connection | [`Connection`], [`Client::check_health`] |
//! | cancel calls | [`AbortHandle`], [`CancelScope`] |
//! | implement another transport, or wrap one | [`Transport`], [`CallState`] |
//!
//! # Spans
//!
//! Each call of [`Client::call`] opens a `tracing` span named `odoo.call`, at level `DEBUG`, inside the caller's span. No field contains a secret or a value of a record.
//! `rpc.*`, `server.address` and `error.type` are attributes of OpenTelemetry's semantic conventions.
//! The client also emits `tracing` events: a retry and a renewed session at `DEBUG`, a lost connection at `WARN`, a restored connection at `INFO`.
//!
//! | field | |
//! |---|---|
//! | `call` | `res.partner.write`, or the path of a controller |
//! | `rpc.system` | `odoo` |
//! | `rpc.service`, `rpc.method` | the model and the method; empty for a controller |
//! | `server.address` | the host to which the HTTP transport sent the call |
//! | `effect` | `Read` or `Write` |
//! | `records` | the number of ids that the method runs on |
//! | `attempts` | how often the HTTP transport sent the call |
//! | `bytes` | the size of the response |
//! | `elapsed_ms` | in milliseconds with one decimal, the duration of the call, including waiting, login and retries |
//! | `outcome` | `ok`, or the outcome of the error: `NotDone`, `Done`, `Unknown` |
//! | `error.type` | the kind of the error, such as `transport ConnectionLost` or `fault odoo.exceptions.AccessError` |
//!
//! # Features
//!
//! | feature | adds |
//! |---|---|
//! | `http`, on by default | [`Client::builder`](Client), the transport for real servers |
//! | `blocking` | `blocking::Wait`: `.wait()` in place of `.await`, for programs without a runtime |
//! | `cache` | `Client::cached`: reads whose results are kept for a while |
//! | `metrics` | `Metrics`: reports calls to the recorder of the `metrics` crate |
//! | `xml-rpc` | `Protocol::XmlRpc`, for servers where only `/xmlrpc` is open |
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "blocking")]
pub mod blocking;
mod call;
mod call_info;
mod call_state;
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
mod operation;
mod outcome;
mod prefetch;
mod printable;
mod report;
mod response;
mod row_sink;
mod runtime;
mod trace;
mod transport;
mod version;
#[cfg(feature = "xml-rpc")]
mod xml;

pub use call::Call;
pub use call_info::{CallInfo, Effect};
pub use call_state::CallState;
pub use cancel::{AbortHandle, CancelScope};
#[cfg(feature = "cache")]
pub use client::CacheConfig;
pub use client::Client;
pub use context::Context;
pub use download::{Content, Download};
pub use error::{
    ConfigError, ConfigErrorKind, Error, ErrorKind, ExpectedOne, LoginError, LoginErrorKind,
    TransportError, TransportErrorKind,
};
pub use fault::Fault;
#[cfg(feature = "http")]
pub use http::{ClientBuilder, Credentials, Protocol};
pub use json::{DecodeError, JsonReader};
#[cfg(feature = "metrics")]
pub use observability::Metrics;
pub use observability::{
    Connection, ConnectionState, Event, Events, Loading, LoadingState, Observer,
};
pub use operation::Operation;
pub use outcome::Outcome;
pub use response::Response;
pub use transport::{BoxFuture, Transport};
pub use version::ServerVersion;

/// Items for the other crates of this workspace. They may change in any release.
#[doc(hidden)]
pub mod __private {
    pub use crate::{
        prefetch::prefetch, printable::Printable, row_sink::RowSink,
        runtime::current as current_runtime,
    };
}
