//! XML-RPC: the services of `/jsonrpc` at `/xmlrpc/2`, in XML.

mod read;
mod write;

use hyper::Method;
use serde_json::Value;

use super::{
    json_rpc::services,
    page::{Instead, Reply},
    service::Asked,
};
use crate::exception::Exception;

const XML: &str = "text/xml; charset=utf-8";

pub(super) async fn answer(request: &Asked, service: &str) -> Result<Reply, Instead> {
    if request.method != Method::POST {
        return Ok(Reply::html(405));
    }
    let version = request.world.release();
    let came = match read::call(&request.body) {
        Ok((method, args)) => {
            let is_frozen =
                version.writes_no_frozendict() && name(&method, &args) == "res.users.context_get";
            let came = services::run(request, service, &method, &args).await?;
            match came {
                Ok(_) if is_frozen => Err(
                    "TypeError: cannot marshal <class 'odoo.tools.misc.frozendict'> objects"
                        .to_owned(),
                ),
                Ok(output) => write::response(&output, version),
                Err(exception) => Ok(write::fault(&exception)),
            }
        }
        Err(why) => Ok(write::fault(&Exception::new(
            "xml.parsers.expat.ExpatError",
            why,
        ))),
    };
    // The call was committed before its result is written.
    let body = came.unwrap_or_else(|why| write::unwritten(&why));
    Ok(Reply::new(200, XML, body))
}

/// The name of the call in the arguments of `execute_kw`.
fn name(method: &str, args: &[Value]) -> String {
    let text = |at: usize| args.get(at).and_then(Value::as_str).unwrap_or_default();
    match method {
        "execute_kw" => format!("{}.{}", text(3), text(4)),
        _ => String::new(),
    }
}

/// The service and the method of a request.
///
/// Returns `None` for a call of a model's method.
pub(super) fn service(service: &str, body: &[u8]) -> Option<String> {
    let (method, _) = read::call(body).ok()?;
    (service != "object").then(|| format!("{service}.{method}"))
}
