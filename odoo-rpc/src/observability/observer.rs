use super::Event;

/// Receives each event of a client as it happens.
///
/// It is called in the task of the call, so it must be fast and must not call the client. A panic affects neither the call nor other observers.
///
/// Closures implement it:
///
/// ```
/// use odoo_orm::{rpc::{BoxFuture, CallState, Event, Response, Transport}, Call, Client, Error};
/// use std::sync::{Arc, atomic::{AtomicU64, Ordering::Relaxed}};
///
/// # struct Empty;
/// # impl Transport for Empty {
/// #     fn call(&self, call: Call, state: CallState) -> BoxFuture<'_, Result<Response, Error>> {
/// #         Box::pin(async move { Ok(Response::bare(b"[]".to_vec(), &call, &state)) })
/// #     }
/// # }
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Error> {
/// # let odoo = Client::new(Empty);
/// let received = Arc::new(AtomicU64::new(0));
/// let counter = Arc::clone(&received);
/// odoo.observe(move |event: &Event| {
///     if let Event::Response { bytes, .. } = event {
///         counter.fetch_add(*bytes as u64, Relaxed);
///     }
/// });
/// odoo.call(Call::read("res.partner", "search")).await?;
/// assert_eq!(received.load(Relaxed), 2);
/// # Ok(())
/// # }
/// ```
pub trait Observer: Send + Sync + 'static {
    /// Handles one event.
    fn event(&self, event: &Event);
}

impl<F: Fn(&Event) + Send + Sync + 'static> Observer for F {
    fn event(&self, event: &Event) {
        self(event);
    }
}
