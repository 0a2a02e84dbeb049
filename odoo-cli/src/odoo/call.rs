//! `odoo call`: any public method.

use odoo_rpc::Call as Request;
use serde_json::Value;

use super::{
    arguments::Call,
    confirm::{Decision, confirm},
    run::Run,
    write::{Touched, count},
};
use crate::failure::{Failure, Result};

/// Methods of all models that only read, and so need no permission to write.
const READS: [&str; 21] = [
    "check_access_rights",
    "context_get",
    "default_get",
    "exists",
    "fields_get",
    "fields_view_get",
    "formatted_read_group",
    "get_external_id",
    "get_metadata",
    "get_views",
    "has_access",
    "has_group",
    "name_get",
    "name_search",
    "read",
    "read_group",
    "search",
    "search_count",
    "search_read",
    "web_read",
    "web_search_read",
];

pub(super) async fn call(run: &mut Run<'_>, call: Call) -> Result<()> {
    let (model, method) = (&call.model, &call.method);
    let is_read = READS.contains(&method.as_str());
    let mut request = if is_read {
        Request::read(model, method)
    } else {
        Request::write(model, method)
    };
    let mut details = Vec::new();
    for argument in &call.arguments {
        let Some((name, text)) = argument.split_once('=') else {
            return Err(Failure::usage(format!(
                "invalid argument `{argument}`: expected NAME=VALUE, where the value is JSON or text"
            )));
        };
        let value: Value = serde_json::from_str(text).unwrap_or_else(|_| text.into());
        details.push(format!("{name} = {value}"));
        request = request.kwarg(name, value);
    }
    let mut what = format!("call `{model}.{method}`");
    if let Some(which) = &call.on {
        let records = Touched::find(run, model, which).await?;
        what = format!("{what} on {}", count(records.ids.len(), model));
        details.extend(records.names);
        request = request.on(records.ids);
    }
    if !is_read && confirm(run, &call.confirm, &what, &details)? == Decision::Show {
        return Ok(());
    }
    match run.client.call(request).await {
        Ok(answer) => run.output.value(&answer.decode()?),
        Err(error) => Err(run.session.schema.failure(&run.client, model, error).await),
    }
}
