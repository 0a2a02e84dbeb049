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
    clippy::print_stdout,
    clippy::struct_field_names,
    reason = "a program for people, with the names of Odoo"
)]

use std::{env, io};

use axum::extract::{Path, Query, State};
use axum::{Json, Router, http::StatusCode, routing::get};
use metrics_exporter_prometheus::PrometheusBuilder;
use odoo_axum::{Checked, Health, PatchBody, Problem, ScopeLayer, Scoped};
use odoo_orm::query::{Filters, Page};
use odoo_orm::{prelude::*, rpc::Metrics};
use serde::Serialize;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

#[derive(Debug, Serialize, OdooModel)]
#[odoo(model = "res.partner")]
pub struct Partner {
    pub id: Id<Partner>,
    pub name: String,
    pub email: Option<String>,
    pub is_company: bool,
    pub parent_id: Option<Many2one<Partner>>,
    pub country_id: Option<Many2one<Country>>,
    #[serde(skip)]
    pub sale_order_ids: NotLoaded<One2many<Order>>,
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

/// One partner with its company, its country and its newest orders.
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
    #[odoo(nested, order_by = Order::DATE_ORDER.desc(), limit = 3)]
    #[serde(rename = "newest_orders")]
    pub sale_order_ids: Vec<Order>,
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

/// `?search=acme&country=BE&is_company=true&page=2&size=20&order=-name`
fn filters() -> Filters<Partner> {
    Filters::new()
        .search("search", |text| {
            Partner::NAME.icontains(text) | Partner::EMAIL.icontains(text)
        })
        .path("country", Partner::COUNTRY_ID.dot(Country::CODE))
        .field(Partner::IS_COMPANY)
        .sort(Partner::NAME)
        .sort(Partner::ID)
}

type PartnerId = Checked<Path<Id<Partner>>>;

async fn list(
    Scoped(odoo): Scoped,
    Checked(Query(query)): Checked<Query<Vec<(String, String)>>>,
) -> Result<Json<Page<Partner>>, Problem> {
    Ok(Json(filters().parse(query)?.page(&odoo).await?))
}

async fn show(
    Scoped(odoo): Scoped,
    Checked(Path(id)): PartnerId,
) -> Result<Json<PartnerDetail>, Problem> {
    Ok(Json(Partner::read(&odoo, id).select().one().await?))
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
    // On models without record rules, Odoo ignores the deletion of a record that does not exist.
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

/// Serves until Ctrl-C or SIGTERM. Requests that run are answered before it returns.
pub async fn serve(listener: TcpListener, service: Router) -> io::Result<()> {
    let mut terminated = signal(SignalKind::terminate())?;
    let stopped = async move {
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminated.recv() => {}
        }
    };
    axum::serve(listener, service)
        .with_graceful_shutdown(stopped)
        .await
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    tracing_subscriber::fmt::init();
    let prometheus = PrometheusBuilder::new().install_recorder()?;
    // The server in memory ends with the program.
    let (odoo, _server) = examples::connect().await?;
    odoo.observe(Metrics::of("service"));
    let metrics = get(move || async move { prometheus.render() });
    let service = router(odoo).route("/metrics", metrics);
    let address = env::var("LISTEN").unwrap_or_else(|_| "127.0.0.1:3000".to_owned());
    let listener = TcpListener::bind(address).await?;
    println!("listening on http://{}", listener.local_addr()?);
    serve(listener, service).await?;
    println!("drained");
    Ok(())
}
