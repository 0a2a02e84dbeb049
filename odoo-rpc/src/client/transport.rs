use super::Client;
use crate::{
    call::Call,
    download::Content,
    error::Error,
    response::Response,
    transport::{BoxFuture, Transport},
};

/// A client is a transport as well, one whose calls run under its context: another can be laid around it, which counts calls, records
/// them or holds them back.
///
/// ```
/// use std::sync::atomic::{AtomicU64, Ordering};
///
/// use odoo_rpc::{Response, BoxFuture, Call, Client, Content, Error, Transport};
///
/// struct Counting {
///     odoo: Client,
///     calls: AtomicU64,
/// }
///
/// impl Transport for Counting {
///     fn call(&self, call: Call) -> BoxFuture<'_, Result<Response, Error>> {
///         self.calls.fetch_add(1, Ordering::Relaxed);
///         Transport::call(&self.odoo, call)
///     }
///
///     // One that is not handed on is refused: this transport would carry no files.
///     fn download(&self, call: Call) -> BoxFuture<'_, Result<Content, Error>> {
///         Transport::download(&self.odoo, call)
///     }
/// }
///
/// fn counted(odoo: Client) -> Client {
///     Client::new(Counting { odoo, calls: AtomicU64::new(0) })
/// }
/// ```
impl Transport for Client {
    fn call(&self, call: Call) -> BoxFuture<'_, Result<Response, Error>> {
        Box::pin(Client::call(self, call))
    }

    fn download(&self, call: Call) -> BoxFuture<'_, Result<Content, Error>> {
        Box::pin(self.begin_download(call))
    }
}
