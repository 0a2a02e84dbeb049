use super::Client;
use crate::{
    call::Call,
    call_state::CallState,
    download::Content,
    error::Error,
    response::Response,
    transport::{BoxFuture, Transport},
};

/// A client is a transport too, so that another client can wrap it.
///
/// The wrapper can count calls, record them or limit their rate. The inner client adds its own context.
///
/// ```
/// use std::sync::atomic::{AtomicU64, Ordering};
///
/// use odoo_orm::{rpc::{BoxFuture, CallState, Content, Response, Transport}, Call, Client, Error};
///
/// struct Counting {
///     odoo: Client,
///     calls: AtomicU64,
/// }
///
/// impl Transport for Counting {
///     fn call(&self, call: Call, state: CallState) -> BoxFuture<'_, Result<Response, Error>> {
///         self.calls.fetch_add(1, Ordering::Relaxed);
///         Transport::call(&self.odoo, call, state)
///     }
///
///     // Without this method, downloads would return an error.
///     fn download(&self, call: Call, state: CallState) -> BoxFuture<'_, Result<Content, Error>> {
///         Transport::download(&self.odoo, call, state)
///     }
/// }
///
/// fn counted(odoo: Client) -> Client {
///     Client::new(Counting { odoo, calls: AtomicU64::new(0) })
/// }
/// ```
impl Transport for Client {
    fn call(&self, call: Call, state: CallState) -> BoxFuture<'_, Result<Response, Error>> {
        Box::pin(self.send(call, state, None))
    }

    fn download(&self, call: Call, state: CallState) -> BoxFuture<'_, Result<Content, Error>> {
        Box::pin(self.send_download(call, state))
    }
}
