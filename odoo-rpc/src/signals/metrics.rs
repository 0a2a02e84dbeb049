use metrics::{counter, gauge, histogram};

use super::{Event, Observer};
use crate::{call::CallInfo, trace};

/// Hands the figures of a client's calls to the [`metrics`](https://docs.rs/metrics) recorder that the program has installed: `odoo.observe(Metrics)`. Silent calls are left out.
///
/// | metric | kind | labels |
/// |---|---|---|
/// | `odoo_calls_total` | counter | `call`, `outcome` (`ok`, or that of the error: `NotDone`, `Done`, `Unknown`; `dropped`) |
/// | `odoo_call_errors_total` | counter | `call`, `error`: its kind, such as `transport ConnectionLost` |
/// | `odoo_call_duration_seconds` | histogram | `call` |
/// | `odoo_call_answer_bytes` | histogram | `call` |
/// | `odoo_calls_in_flight` | gauge | |
/// | `odoo_call_retries_total` | counter | `call` |
/// | `odoo_session_renewals_total` | counter | |
/// | `odoo_connected` | gauge: 1 or 0, once the connection was lost | |
///
/// `call` is the model and the method, such as `res.partner.write`, or the path of a controller.
///
/// ```
/// # use odoo_rpc::{Answer, BoxFuture, Call, Client, Error, Transport};
/// # struct Empty;
/// # impl Transport for Empty {
/// #     fn call(&self, call: Call) -> BoxFuture<'_, Result<Answer, Error>> {
/// #         Box::pin(async move { Ok(Answer::bare(b"[]".to_vec(), &call)) })
/// #     }
/// # }
/// # let odoo = Client::new(Empty);
/// odoo.observe(odoo_rpc::Metrics);
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct Metrics;

impl Observer for Metrics {
    fn event(&self, event: &Event) {
        match event {
            Event::Request { .. } => gauge!("odoo_calls_in_flight").increment(1),
            Event::Response {
                call,
                elapsed,
                bytes,
            } => {
                ended(call, "ok".to_owned());
                histogram!("odoo_call_duration_seconds", "call" => name(call)).record(*elapsed);
                #[expect(
                    clippy::cast_precision_loss,
                    reason = "a histogram has no need of more"
                )]
                let bytes = *bytes as f64;
                histogram!("odoo_call_answer_bytes", "call" => name(call)).record(bytes);
            }
            Event::Error {
                call,
                elapsed,
                error,
            } => {
                ended(call, format!("{:?}", error.outcome()));
                histogram!("odoo_call_duration_seconds", "call" => name(call)).record(*elapsed);
                let kind = trace::kind(error);
                counter!("odoo_call_errors_total", "call" => name(call), "error" => kind)
                    .increment(1);
            }
            Event::Dropped { call, .. } => ended(call, "dropped".to_owned()),
            Event::Retry { call, .. } => {
                counter!("odoo_call_retries_total", "call" => name(call)).increment(1);
            }
            Event::SessionRenewed => counter!("odoo_session_renewals_total").increment(1),
            Event::ConnectionLost { .. } => gauge!("odoo_connected").set(0),
            Event::ConnectionBack { .. } => gauge!("odoo_connected").set(1),
            Event::Missed(_) => {}
        }
    }
}

fn ended(call: &CallInfo, outcome: String) {
    gauge!("odoo_calls_in_flight").decrement(1);
    counter!("odoo_calls_total", "call" => name(call), "outcome" => outcome).increment(1);
}

fn name(call: &CallInfo) -> String {
    call.name().to_owned()
}
