//! Routing of paths.

use hyper::Method;
use serde_json::json;

use super::{
    download, json_rpc, json2,
    page::{Instead, Reply},
    service::Asked,
};
use crate::{
    exception::Exception,
    web::controllers::{self, version_info},
};

pub(super) async fn answer(request: &Asked) -> Result<Reply, Instead> {
    if let Some(raised) = request.meet_route().await? {
        return Ok(raise(request, &raised));
    }
    let version = request.world.release();
    match request.place.segments().as_slice() {
        ["web", "health"] if version.has_health_page() => Ok(health(request)),
        ["web" | "json", "version"] if version.has_json2() => {
            let info = version_info(version);
            let version = json!({
                "version_info": info.get("server_version_info"),
                "version": info.get("server_serie"),
            });
            Ok(Reply::json(version.to_string()))
        }
        ["json", "2", rest @ ..] if version.has_json2() => json2::answer(request, rest).await,
        #[cfg(feature = "xml-rpc")]
        ["xmlrpc", "2", service] => super::xml_rpc::answer(request, service).await,
        ["web", "content" | "image", ..] | ["report", ..] => Ok(download::answer(request)),
        _ if controllers::exists(&request.world, &request.path()) => {
            json_rpc::answer(request).await
        }
        _ => Ok(json_rpc::not_found(request)),
    }
}

/// The exception of a request that is not a method call.
fn raise(request: &Asked, raised: &Exception) -> Reply {
    match raised.code {
        _ if request.is_json() => json_rpc::raise(request, raised),
        // Anonymous visitors do not learn that the path exists.
        Some(100) => Reply::html(404),
        _ => Reply::html(500),
    }
}

fn health(request: &Asked) -> Reply {
    if request.method == Method::GET {
        Reply::json(json!({"status": "pass"}).to_string())
    } else {
        Reply::html(400)
    }
}
