//! The transport below the typed API: connections, events, errors in detail, transports of your own.

#[cfg(feature = "cache")]
pub use odoo_rpc::CacheConfig;
#[cfg(feature = "metrics")]
pub use odoo_rpc::Metrics;
pub use odoo_rpc::{
    AbortHandle, BoxFuture, CallInfo, CallState, CancelScope, ConfigError, ConfigErrorKind,
    Connection, ConnectionState, Content, DecodeError, Download, Effect, ErrorKind, Event, Events,
    ExpectedOne, JsonReader, Loading, LoadingState, LoginError, LoginErrorKind, Observer, Response,
    ServerVersion, Transport, TransportError, TransportErrorKind,
};
#[cfg(feature = "http")]
pub use odoo_rpc::{ClientBuilder, Protocol};
