use axum::{
    Json, Router,
    extract::{Path, Query},
    routing::get,
};
use odoo_axum::{Checked, Problem, ScopeLayer, Scoped};
use odoo_bench_harness::Fault;
use odoo_orm::{Credentials, prelude::*, query::Filters};

use super::serve;
use crate::partner::Partner;

async fn show(
    Scoped(odoo): Scoped,
    Checked(Path(id)): Checked<Path<Id<Partner>>>,
) -> Result<Json<Partner>, Problem> {
    Ok(Json(Partner::read(&odoo, id).one().await?))
}

async fn list(
    Scoped(odoo): Scoped,
    Checked(Query(query)): Checked<Query<Vec<(String, String)>>>,
) -> Result<Json<Vec<Partner>>, Problem> {
    let filters = Filters::new().search("search", |text| Partner::NAME.icontains(text));
    let filtered = filters.sort(Partner::NAME).parse(query)?;
    let found = Partner::search_read(&odoo, filtered.domain).order_by(Partner::NAME.asc());
    Ok(Json(found.limit(filtered.size).await?))
}

/// Runs the service on odoo-orm and odoo-axum.
///
/// # Errors
///
/// Returns an error if it cannot listen.
pub(crate) async fn ours(url: &str) -> Result<(), Fault> {
    let odoo = Client::builder(url)?
        .database("odoo")
        .login(Credentials::password("admin", "admin"))
        .build()?;
    let router = Router::new()
        .route("/partners", get(list))
        .route("/partners/{id}", get(show))
        .layer(ScopeLayer)
        .with_state(odoo);
    serve(router).await
}
