//! Calls to Odoo 14 to 19, as data, over one shared async transport. Knows no model and no field: those are `odoo-orm`'s.
//!
//! ```no_run
//! use odoo_rpc::{Call, Client, Login};
//!
//! # async fn run(password: String) -> Result<(), odoo_rpc::Error> {
//! let odoo = Client::builder("https://erp.example.com")?
//!     .database("prod")
//!     .login(Login::password("admin", password))
//!     .build()?;
//! let found: Vec<(i64, String)> =
//!     odoo.call(Call::read("res.partner", "name_search").arg("name", "acme")).await?.decode()?;
//! # Ok(())
//! # }
//! ```
//!
//! | to | see |
//! |---|---|
//! | describe a call | [`Call`], [`Context`] |
//! | send it | [`Client`], [`ClientBuilder`], [`Login`], [`Wire`] |
//! | read what came | [`Answer`], [`JsonReader`] |
//! | understand what went wrong, and whether it was done | [`Error`], [`Outcome`], [`Fault`] |
//! | bring another transport | [`Transport`] |
//!
//! # Spans
//!
//! Each call of [`Client::call`] is a span of `tracing`, `odoo.call` at the level `DEBUG`, in the span of whoever calls. No field holds a value of a record or a secret.
//!
//! | field | |
//! |---|---|
//! | `call` | `res.partner.write`, or the path of a controller |
//! | `effect` | `Read` or `Write` |
//! | `records` | how many ids it runs on |
//! | `attempts` | how often the HTTP transport tried |
//! | `bytes` | the size of the answer |
//! | `outcome` | `ok`, or that of the error: `NotDone`, `Done`, `Unknown` |
//! | `error` | the kind of the error, such as `transport ConnectionLost` or `fault odoo.exceptions.AccessError` |

mod answer;
#[cfg(feature = "blocking")]
pub mod blocking;
mod call;
mod client;
mod context;
mod download;
mod error;
mod fault;
#[cfg(feature = "http")]
mod http;
mod jitter;
mod json;
mod polling;
mod signals;
mod tether;
mod trace;
mod transport;
mod version;

pub use answer::Answer;
pub use call::{Call, CallInfo, Effect};
pub use client::Client;
pub use context::Context;
pub use download::{Content, Download};
pub use error::{
    ConfigError, DecodeError, Error, LoginError, LoginErrorKind, NotOne, Outcome, TransportError,
    TransportErrorKind,
};
pub use fault::Fault;
#[cfg(feature = "http")]
pub use http::{ClientBuilder, Login, Wire};
pub use json::JsonReader;
#[cfg(feature = "metrics")]
pub use signals::Metrics;
pub use signals::{Activity, ActivityState, Connection, ConnectionState, Event, Events, Observer};
pub use tether::{AbortHandle, Scope};
pub use transport::{BoxFuture, Transport};
pub use version::ServerVersion;
