use serde_json::Value;

use super::{Invocation, read::Shape};
use crate::{
    exception::Result,
    query::{Operation, View},
    rpc::Output,
};

pub(super) fn search(call: &mut Invocation<'_>) -> Result<Output> {
    let view = call.view();
    view.check_right(call.model, Operation::Read)?;
    let domain = call.domain("domain")?;
    if call.arguments.flag("count", false) {
        return Ok(view.search_all(call.model, &domain)?.len().into());
    }
    Ok(view.search(call.model, &domain, &call.page()?)?.into())
}

pub(super) fn search_count(call: &mut Invocation<'_>) -> Result<Output> {
    let view = call.view();
    view.check_right(call.model, Operation::Read)?;
    let count = view.search_all(call.model, &call.domain("domain")?)?.len();
    let limit = call.page()?.limit;
    Ok(limit.map_or(count, |limit| count.min(limit)).into())
}

pub(super) fn search_read(call: &mut Invocation<'_>) -> Result<Output> {
    let view = call.view();
    view.check_right(call.model, Operation::Read)?;
    let shape = Shape::new(
        &view,
        call.model,
        call.names("fields")?,
        call.arguments.get("load"),
    )?;
    let domain = call.domain_or_all("domain")?;
    let ids = view.search(call.model, &domain, &call.page()?)?;
    if ids.is_empty() {
        return Ok(Value::Array(Vec::new()).into());
    }
    read_found(&view, &shape, &ids)
}

/// Reads what a search found, without the context's `active_test`.
///
/// The context's `active_test` is for the search alone (14 to 16: `odoo/models.py`, 17 to 19: `orm/models.py`, `search_read`).
pub(super) fn read_found(view: &View<'_>, shape: &Shape, ids: &[i64]) -> Result<Output> {
    let view = view.with_env(view.env.without("active_test"));
    shape.rows(&view, ids).map(Output::Rows)
}
