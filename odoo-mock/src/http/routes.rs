//! Which path leads where.

use hyper::Method;
use serde_json::json;

use super::{
    files, json_rpc, json2,
    page::{Cut, Reply},
    service::Asked,
};
use crate::transport::version_info;

pub(super) async fn answer(request: Asked) -> Result<Reply, Cut> {
    let version = request.world.release();
    let path = request.path.clone();
    let parts: Vec<&str> = path.split('/').skip(1).collect();
    match parts.as_slice() {
        ["web", "health"] if version.since(16) => Ok(health(&request)),
        ["web" | "json", "version"] if version.since(19) => Ok(Reply::json(
            json!({"version_info": version_info(version).get("server_version_info"), "version": format!("{}.0", version.major())}).to_string(),
        )),
        ["json", "2", rest @ ..] if version.since(19) => json2::answer(&request, rest).await,
        ["web", "content" | "image", ..] => Ok(files::answer(&request, &parts)),
        ["web", "dataset", "call_kw" | "call_button", ..]
        | ["web", "session", "authenticate" | "get_session_info" | "destroy" | "check"]
        | ["web", "webclient", "version_info"]
        | ["web", "database", "list"]
        | ["jsonrpc"] => json_rpc::answer(&request).await,
        _ => Ok(json_rpc::not_found(&request)),
    }
}

fn health(request: &Asked) -> Reply {
    if request.method == Method::GET {
        Reply::json(json!({"status": "pass"}).to_string())
    } else {
        Reply::html(400)
    }
}
