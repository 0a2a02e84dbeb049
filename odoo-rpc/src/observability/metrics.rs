use std::sync::atomic::{AtomicU32, Ordering::SeqCst};

use metrics::{Counter, Gauge, Histogram, counter, gauge, histogram};

use super::{Event, Observer};
use crate::call_info::CallInfo;

/// An observer that reports calls to the [`metrics`](https://docs.rs/metrics) recorder of the program.
///
/// Install it with `odoo.observe(Metrics::of("erp"))`. Silent calls are not reported.
///
/// | metric | kind | labels beside `client` |
/// |---|---|---|
/// | `odoo_calls_total` | counter | `call`, `outcome` (`ok`, or the error's outcome: `NotDone`, `Done`, `Unknown`; `dropped`) |
/// | `odoo_call_errors_total` | counter | `call`, `error`: [`Error::label`](crate::Error::label) |
/// | `odoo_call_duration_seconds` | histogram | `call` |
/// | `odoo_call_response_bytes` | histogram | `call` |
/// | `odoo_calls_in_flight` | gauge | |
/// | `odoo_call_retries_total` | counter | `call` |
/// | `odoo_reads_merged_total` | counter: the reads that were sent together | `call` |
/// | `odoo_cache_hits_total`, `odoo_cache_misses_total` | counter, with the feature `cache` | `call` |
/// | `odoo_cache_evictions_total` | counter: results dropped because the cache was full | `call` |
/// | `odoo_session_renewals_total` | counter | |
/// | `odoo_connected` | gauge: 1 or 0, once the connection was lost | |
///
/// `call` is the model and the method, such as `res.partner.write`, or the path of a controller or a file, with `{id}` for ids. `client` is the
/// name that the program passes.
///
/// ```
/// # use odoo_orm::{rpc::{BoxFuture, CallState, Response, Transport}, Call, Client, Error};
/// # struct Empty;
/// # impl Transport for Empty {
/// #     fn call(&self, call: Call, state: CallState) -> BoxFuture<'_, Result<Response, Error>> {
/// #         Box::pin(async move { Ok(Response::bare(b"[]".to_vec(), &call, &state)) })
/// #     }
/// # }
/// # let odoo = Client::new(Empty);
/// odoo.observe(odoo_orm::rpc::Metrics::of("erp"));
/// ```
#[derive(Debug)]
pub struct Metrics {
    client: String,
    /// The calls whose beginning was observed.
    in_flight: AtomicU32,
}

impl Metrics {
    /// Creates an observer for the client of this name.
    pub fn of(client: impl Into<String>) -> Self {
        Metrics {
            client: client.into(),
            in_flight: AtomicU32::new(0),
        }
    }

    fn counter(&self, name: &'static str) -> Counter {
        counter!(name, "client" => self.client.clone())
    }

    fn of_call(&self, name: &'static str, call: &CallInfo) -> Counter {
        counter!(name, "client" => self.client.clone(), "call" => call.name().to_owned())
    }

    fn histogram(&self, name: &'static str, call: &CallInfo) -> Histogram {
        histogram!(name, "client" => self.client.clone(), "call" => call.name().to_owned())
    }

    fn gauge(&self, name: &'static str) -> Gauge {
        gauge!(name, "client" => self.client.clone())
    }

    fn begun(&self) {
        let in_flight = self.in_flight.fetch_add(1, SeqCst) + 1;
        self.gauge("odoo_calls_in_flight").set(in_flight);
    }

    fn ended(&self, call: &CallInfo, outcome: String) {
        // A call that began before the observer was installed does not count.
        let less = |in_flight: u32| in_flight.checked_sub(1);
        let before = self.in_flight.fetch_update(SeqCst, SeqCst, less);
        self.gauge("odoo_calls_in_flight")
            .set(before.unwrap_or(1) - 1);
        let labels = [
            ("client", self.client.clone()),
            ("call", call.name().to_owned()),
            ("outcome", outcome),
        ];
        counter!("odoo_calls_total", &labels).increment(1);
    }
}

impl Observer for Metrics {
    fn event(&self, event: &Event) {
        match event {
            Event::Request { .. } => self.begun(),
            Event::Response {
                call,
                elapsed,
                bytes,
            } => {
                self.ended(call, "ok".to_owned());
                self.histogram("odoo_call_duration_seconds", call)
                    .record(*elapsed);
                #[expect(
                    clippy::cast_precision_loss,
                    reason = "a histogram has no need of more"
                )]
                let bytes = *bytes as f64;
                self.histogram("odoo_call_response_bytes", call)
                    .record(bytes);
            }
            Event::Error {
                call,
                elapsed,
                error,
            } => {
                self.ended(call, format!("{:?}", error.outcome()));
                self.histogram("odoo_call_duration_seconds", call)
                    .record(*elapsed);
                let labels = [
                    ("client", self.client.clone()),
                    ("call", call.name().to_owned()),
                    ("error", error.label()),
                ];
                counter!("odoo_call_errors_total", &labels).increment(1);
            }
            Event::Dropped { call, .. } => self.ended(call, "dropped".to_owned()),
            Event::Retry { call, .. } => self.of_call("odoo_call_retries_total", call).increment(1),
            Event::ReadsMerged { call, reads } => {
                let reads = u64::try_from(*reads).unwrap_or(u64::MAX);
                self.of_call("odoo_reads_merged_total", call)
                    .increment(reads);
            }
            #[cfg(feature = "cache")]
            Event::CacheRead {
                call, hits, misses, ..
            } => {
                let count = |results: &usize| u64::try_from(*results).unwrap_or(u64::MAX);
                self.of_call("odoo_cache_hits_total", call)
                    .increment(count(hits));
                self.of_call("odoo_cache_misses_total", call)
                    .increment(count(misses));
            }
            #[cfg(feature = "cache")]
            Event::CacheEvicted { call } => self
                .of_call("odoo_cache_evictions_total", call)
                .increment(1),
            Event::SessionRenewed => self.counter("odoo_session_renewals_total").increment(1),
            Event::ConnectionLost { .. } => self.gauge("odoo_connected").set(0),
            Event::Reconnected { .. } => self.gauge("odoo_connected").set(1),
            Event::Lagged(_) => {}
        }
    }
}
