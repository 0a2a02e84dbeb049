//! A backend service in front of Odoo, with axum: a list with search, pages and totals, one record with what it leads to, POST, PATCH and DELETE.
//!
//! Problem it solves: offer some records of Odoo as a JSON API that other programs can rely on. Errors are `application/problem+json`, `/health/live` and
//! `/health/ready` answer probes, `/metrics` has the figures of the calls for Prometheus, each call is a `tracing` span, and SIGTERM or Ctrl-C drains.
//!
//! ```text
//! cargo run --example service
//! curl 'http://127.0.0.1:3000/partners?search=azure&page=1&order=-name'
//! ```
//!
//! Without `ODOO_URL` it serves an in-memory Odoo. `LISTEN` is the address, 127.0.0.1:3000 by default.
#![allow(
    missing_docs,
    clippy::missing_errors_doc,
    clippy::missing_panics_doc,
    clippy::print_stdout,
    clippy::struct_field_names,
    reason = "a program for people: it prints, and its fields are named as in Odoo"
)]

use std::env;

use axum::{
    Json, Router,
    extract::{Path, Query, State},
    http::StatusCode,
    routing::get,
};
use metrics_exporter_prometheus::PrometheusBuilder;
use odoo_axum::{Checked, Health, PatchBody, Problem, ScopeLayer, Scoped};
use odoo_orm::{prelude::*, query::Page, rpc::Metrics};
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;
use tracing_subscriber::filter::LevelFilter;

#[derive(Debug, Serialize, OdooModel)]
#[odoo(model = "res.partner")]
pub struct Partner {
    pub id: Id<Partner>,
    pub name: String,
    pub email: Option<String>,
    pub is_company: bool,
    pub parent_id: Option<Many2one<Partner>>,
    pub country_id: Option<Many2one<Country>>,
}

#[derive(Debug, Serialize, OdooModel)]
#[odoo(model = "res.country")]
pub struct Country {
    pub id: Id<Country>,
    pub code: String,
    pub name: String,
}

#[derive(Debug, Serialize, OdooModel)]
#[odoo(model = "sale.order")]
pub struct Order {
    pub id: Id<Order>,
    pub name: String,
    pub partner_id: Many2one<Partner>,
    pub date_order: DateTime<Utc>,
    #[odoo(readonly)]
    pub amount_total: f64,
}

/// One partner with its company and its country.
#[derive(Debug, Serialize, Projection)]
#[odoo(of = Partner)]
pub struct PartnerDetail {
    pub id: Id<Partner>,
    pub name: String,
    pub email: Option<String>,
    #[odoo(nested)]
    pub parent_id: Option<Partner>,
    #[odoo(nested)]
    pub country_id: Option<Country>,
}

#[derive(Serialize)]
struct Shown {
    #[serde(flatten)]
    partner: PartnerDetail,
    newest_orders: Vec<Order>,
}

/// What a request may write.
#[derive(Debug, Projection)]
#[odoo(of = Partner)]
pub struct PartnerForm {
    pub name: String,
    pub email: Option<String>,
    pub is_company: bool,
    pub country_id: Option<Id<Country>>,
}

/// `?search=acme&country=BE&page=2&size=20&order=-name`
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Filter {
    search: Option<String>,
    country: Option<String>,
    page: Option<u64>,
    size: Option<u64>,
    order: Option<String>,
}

type PartnerId = Checked<Path<Id<Partner>>>;

async fn list(
    Scoped(odoo): Scoped,
    Checked(Query(filter)): Checked<Query<Filter>>,
) -> Result<Json<Page<Partner>>, Problem> {
    let mut domain = Domain::all();
    if let Some(text) = &filter.search {
        domain &= Partner::NAME.icontains(text) | Partner::EMAIL.icontains(text);
    }
    if let Some(code) = &filter.country {
        domain &= Partner::COUNTRY_ID.dot(Country::CODE).eq(code);
    }
    let order = match filter.order.as_deref() {
        None | Some("name") => Partner::NAME.asc(),
        Some("-name") => Partner::NAME.desc(),
        Some("-id") => Partner::ID.desc(),
        Some(_) => {
            let detail = "invalid order: expected name, -name or -id";
            return Err(Problem::new(StatusCode::BAD_REQUEST, detail));
        }
    };
    let size = filter.size.unwrap_or(20).min(100);
    let page = Partner::search_read(&odoo, domain).order_by(order);
    Ok(Json(page.page(filter.page.unwrap_or(1), size).await?))
}

async fn show(Scoped(odoo): Scoped, Checked(Path(id)): PartnerId) -> Result<Json<Shown>, Problem> {
    let partner = Partner::read(&odoo, id).select().one().await?;
    let orders = Order::search_read(&odoo, Order::PARTNER_ID.eq(id));
    let newest = orders.order_by(Order::DATE_ORDER.desc()).limit(3);
    Ok(Json(Shown {
        partner,
        newest_orders: newest.await?,
    }))
}

async fn create(
    State(odoo): State<Client>,
    PatchBody(values): PatchBody<PartnerForm>,
) -> Result<(StatusCode, Json<Partner>), Problem> {
    let id = Partner::create(&odoo, values).await?;
    let created = Partner::read(&odoo, id).one().await?;
    Ok((StatusCode::CREATED, Json(created)))
}

async fn change(
    State(odoo): State<Client>,
    Checked(Path(id)): PartnerId,
    PatchBody(values): PatchBody<PartnerForm>,
) -> Result<Json<Partner>, Problem> {
    Partner::write(&odoo, id, values).await?;
    Ok(Json(Partner::read(&odoo, id).one().await?))
}

async fn delete(
    State(odoo): State<Client>,
    Checked(Path(id)): PartnerId,
) -> Result<StatusCode, Problem> {
    // Odoo takes the deletion of a record that is gone for done.
    Partner::read(&odoo, id).one().await?;
    Partner::unlink(&odoo, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub fn router(odoo: Client) -> Router {
    Router::new()
        .route("/partners", get(list).post(create))
        .route("/partners/{id}", get(show).patch(change).delete(delete))
        .layer(ScopeLayer)
        .nest_service("/health", Health::new(&odoo))
        .with_state(odoo)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    tracing_subscriber::fmt()
        .with_max_level(LevelFilter::INFO)
        .init();
    let prometheus = PrometheusBuilder::new().install_recorder()?;
    // The server in memory ends with the program.
    let (odoo, _server) = examples::connect().await?;
    odoo.observe(Metrics::of("service"));
    let metrics = get(move || async move { prometheus.render() });
    let service = router(odoo).route("/metrics", metrics);
    let address = env::var("LISTEN").unwrap_or_else(|_| "127.0.0.1:3000".to_owned());
    let listener = TcpListener::bind(address).await?;
    println!("listening on http://{}", listener.local_addr()?);
    axum::serve(listener, service)
        .with_graceful_shutdown(stopped())
        .await?;
    println!("drained");
    Ok(())
}

/// Waits for Ctrl-C or SIGTERM. Requests that run are answered before the program ends.
async fn stopped() {
    use tokio::signal::{ctrl_c, unix};
    match unix::signal(unix::SignalKind::terminate()) {
        Ok(mut terminate) => tokio::select! {
            _ = ctrl_c() => {}
            _ = terminate.recv() => {}
        },
        Err(_) => drop(ctrl_c().await),
    }
}
