use super::Event;

/// Is told each event of a client as it happens, on the task that it happens on. So it must be quick, and it must not call the client. One that panics has no effect on the call or on
/// other observers.
///
/// A closure is one:
///
/// ```
/// use odoo_rpc::{Response, BoxFuture, Call, Client, Error, Event, Transport};
/// use std::sync::{Arc, atomic::{AtomicU64, Ordering::Relaxed}};
///
/// # struct Empty;
/// # impl Transport for Empty {
/// #     fn call(&self, call: Call) -> BoxFuture<'_, Result<Response, Error>> {
/// #         Box::pin(async move { Ok(Response::bare(b"[]".to_vec(), &call)) })
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
    /// Takes one event.
    fn event(&self, event: &Event);
}

impl<F: Fn(&Event) + Send + Sync + 'static> Observer for F {
    fn event(&self, event: &Event) {
        self(event);
    }
}
