//! A typed client for Odoo 14 to 19: models are Rust structs.
//!
//! Declare a struct, derive [`OdooModel`](derive@OdooModel), and get checked domains and typed
//! `search_read`, `create`, `write` and `unlink`.
//!
//! ```
//! use odoo_orm::prelude::*;
//!
//! /// A person or a company.
//! #[derive(Debug, Clone, OdooModel)]
//! #[odoo(model = "res.partner")]
//! pub struct Partner {
//!     pub id: Id<Partner>,
//!     pub name: String,
//!     pub email: Option<String>,
//!     pub country_id: Option<Many2one<Country>>,
//!     pub child_ids: One2many<Partner>,
//! }
//!
//! /// A country.
//! #[derive(Debug, Clone, OdooModel)]
//! #[odoo(model = "res.country")]
//! pub struct Country {
//!     pub id: Id<Country>,
//!     pub code: String,
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), odoo_orm::Error> {
//! # let password = "secret";
//! let odoo = Client::builder("https://erp.example.com")?
//!     .database("prod")
//!     .login(Credentials::password("admin", password))
//!     .build()?;
//! # let odoo = odoo_mock::World::new().client();
//!
//! let belgian = Partner::COUNTRY_ID.dot(Country::CODE).eq("BE");
//! let partners = Partner::search_read(&odoo, Partner::NAME.ilike("acme") & belgian)
//!     .order_by(Partner::NAME.asc())
//!     .limit(80)
//!     .await?;
//!
//! let id = Partner::create(&odoo, Values::new().set(Partner::NAME, "Acme")).await?;
//! Partner::write(&odoo, id, Values::new().unset(Partner::EMAIL)).await?;
//! Partner::unlink(&odoo, id).await?;
//! # Ok(())
//! # }
//! ```
//!
//! Guides, one task each: [`guide`](mod@guide).
//!
//! | task | see |
//! |---|---|
//! | declare a model | [`OdooModel`](derive@OdooModel), [`FieldType`](types::FieldType), [`Id`], [`Many2one`], [`One2many`], [`Many2many`] |
//! | read binary data, references, JSON, properties | [`Binary`], [`Reference`], [`Json`], [`Properties`] |
//! | declare selection keys, a projection with fewer fields, a field that is not loaded | [`Selection`](derive@Selection), [`Projection`](derive@Projection), [`NotLoaded`] |
//! | filter records | [`Domain`], [`Field`] |
//! | search and read records | [`ModelExt::search_read`], [`ModelExt::search`], [`ModelExt::read`], [`Query`] |
//! | read linked records (eager loading, no N+1 requests) | [`#[odoo(nested)]`](derive@Projection), [`Nested`](types::Nested), [`ModelExt::read_map`] |
//! | read a page for a list or an API | [`Query::page`], [`Query::page_after`], from a query string: [`Filters`](query::Filters) |
//! | read any number of records (pagination, prefetch) | [`Query::stream`], [`RecordStream`](stream::RecordStream) |
//! | keep a copy up to date | [`ModelExt::changes_since`], [`Changes`](sync::Changes), [`Cursor`](sync::Cursor), [`ModelExt::find_deleted`] |
//! | group and aggregate records | [`ModelExt::read_group`], [`GroupQuery`](group::GroupQuery), [`Group`](group::Group) |
//! | create, write and delete records | [`ModelExt::create`], [`ModelExt::write`], [`ModelExt::unlink`], [`ModelExt::upsert`], [`Values`], [`Command`] |
//! | write only the fields that a request may write | [`Patch`], [`Values::patch`] |
//! | create, write or upsert many records in batches | [`ModelExt::create_many`], [`ModelExt::write_many`], [`ModelExt::upsert_many`], [`Batches`](bulk::Batches), [`BatchError`](bulk::BatchError) |
//! | inspect the schema, defaults and access rights | [`ModelExt::fields_get`], [`ModelExt::default_get`], [`ModelExt::get_metadata`], [`ModelExt::has_access`], [`ModelExt::name_search`] |
//! | compare structs with the server | [`verify`](schema::verify), [`schema`], [`require_schema`] |
//! | call any other method | [`odoo_methods`], [`IntoArgument`](method::IntoArgument), [`FromMethodResult`](method::FromMethodResult), [`Action`](method::Action); untyped: [`Client::call`], [`Call`] |
//! | connect | [`Client`], [`Credentials`], [`Protocol`](rpc::Protocol), [`Context`] |
//! | download files, reports, images | [`Client::download`], [`Download`](rpc::Download) |
//! | observe calls and the connection | [`Client::events`], [`Client::observe`], [`Client::loading`], [`Client::connection`] |
//! | cancel calls | [`Client::abortable`], [`CancelScope`](rpc::CancelScope) |
//! | handle errors and decide on a retry | [`Error`], [`Outcome`], [`Fault`] |
//!
//! The table at [`FieldType`](types::FieldType) lists the Rust type for each Odoo field type.
//!
//! # Empty values
//!
//! Odoo sends `false` for an empty value, in every field that is not a boolean. Declare a nullable field as an `Option`. If a
//! field whose type is not an `Option` is empty, the read fails with an error that names the model, the field and the
//! record. Odoo distinguishes an empty string (`""`) from an unset one. A number is never empty when it is read: Odoo sends 0.
//!
//! # Transactions
//!
//! Each call is one transaction on the server: all of it is done, or nothing. A transaction cannot span two calls, so changes that
//! must happen together go into one call: [`ModelExt::create_many`], or [`Command`]s in the values of a parent. After an error,
//! [`Error::outcome`] tells whether the call was done.
//!
//! # JSON of your own
//!
#![doc = include_str!("../docs/serde.md")]
//!
//! # Features
//!
//! | feature | adds |
//! |---|---|
//! | `derive`, on by default | the derive macros and `odoo_methods` |
//! | `rust_decimal` | `rust_decimal::Decimal` as the type of a `float` or `monetary` field |
//! | `blocking` | `blocking::Wait`: `.wait()` in place of `.await`, for programs without an async runtime |
//! | `cache` | [`Client::cached`](Client): a read-through cache for reference data |
//! | `metrics` | `Metrics`: counters and histograms of the calls, for the crate `metrics` |
//! | `xml-rpc` | `Protocol::XmlRpc`, for servers where only `/xmlrpc` is open |
//! | `serde` | serde's traits for the types of fields: see above |
//! | `http`, on by default | `Client::builder` and `Credentials`, the transport for real servers; without it, [`Client::new`] takes any transport |
#![cfg_attr(docsrs, feature(doc_cfg))]

// Generated code refers to `::odoo_orm`; inside this crate, that path must resolve as well.
extern crate self as odoo_orm;

#[doc(hidden)]
pub mod __private;
mod batches;
pub mod bulk;
mod changes;
mod command;
mod domain;
mod encoder;
pub mod field;
pub mod group;
#[cfg(doc)]
pub mod guide;
mod lower;
pub mod method;
mod model;
mod model_ext;
mod order;
pub mod patch;
pub mod prelude;
pub mod query;
mod record;
mod relation;
mod response;
pub mod rpc;
#[doc(alias("snapshot", "migration", "upgrade"))]
pub mod schema;
#[cfg(feature = "serde")]
mod serde_forms;
pub mod stream;
pub mod sync;
mod tree;
pub mod types;
#[doc(hidden)]
pub mod untyped;
mod value;
mod values;
mod version;

pub use command::Command;
pub use domain::{Domain, ParseDomainError};
pub use field::Field;
#[cfg(feature = "derive")]
pub use method::odoo_methods;
pub use model::Model;
pub use model_ext::ModelExt;
#[cfg(feature = "derive")]
pub use odoo_derive::{OdooModel, Projection, Selection, require_schema};
#[cfg(feature = "http")]
pub use odoo_rpc::Credentials;
#[cfg(feature = "blocking")]
pub use odoo_rpc::blocking;
pub use odoo_rpc::{Call, Client, Context, Error, Fault, Outcome};
pub use patch::Patch;
pub use query::Query;
pub use record::Record;
pub use relation::{Any, Id, Many2many, Many2one, One2many, Reference};
pub use value::{Binary, BinarySize, Json, NotLoaded, Properties, Property, Selection, Versioned};
pub use values::Values;
