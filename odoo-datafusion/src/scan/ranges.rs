//! Division of a search into ranges of ids, which are read at the same time.

use futures_util::future::try_join_all;
use odoo_arrow::Table;
use odoo_orm::{Call, Context, Error, untyped::depends_on_naming_an_id};
use serde_json::{Value, json};

/// The ids from the first one on and before the second one.
pub(crate) type Range = (Option<i64>, Option<i64>);

/// Cuts the records into parts of about the same number.
///
/// A part has at least two pages. The first and the last part are open, for records that are created meanwhile.
pub(crate) async fn ranges(
    table: &Table,
    count: u64,
    partitions: usize,
) -> Result<Vec<Range>, Error> {
    let pages = count.div_ceil(u64::try_from(table.options().page_size).unwrap_or(u64::MAX));
    let most = table.options().concurrency.min(partitions);
    let parts = u64::try_from(most).unwrap_or(u64::MAX).min(pages / 2);
    let is_limited = table.options().limit < usize::MAX;
    if parts < 2 || is_limited || depends_on_naming_an_id(table.model()) {
        return Ok(vec![(None, None)]);
    }
    let context = Context::new().active_test(false);
    let bound = |part: u64| {
        let call = Call::read(table.model(), "search")
            .arg("domain", table.domain())
            .kwarg("offset", count * part / parts)
            .kwarg("limit", 1)
            .kwarg("order", "id")
            .with_context(&context);
        async move { table.client().call(call).await?.decode::<Vec<i64>>() }
    };
    let mut bounds: Vec<i64> = try_join_all((1..parts).map(bound)).await?.concat();
    // Records that are deleted between the requests must not make the ranges overlap.
    bounds.sort_unstable();
    bounds.dedup();
    let starts = [None].into_iter().chain(bounds.iter().copied().map(Some));
    let ends = bounds.iter().copied().map(Some).chain([None]);
    Ok(starts.zip(ends).collect())
}

/// The conditions of a range.
pub(super) fn terms(range: Range) -> impl Iterator<Item = Value> {
    let start = range.0.map(|id| json!(["id", ">=", id]));
    let end = range.1.map(|id| json!(["id", "<", id]));
    start.into_iter().chain(end)
}
