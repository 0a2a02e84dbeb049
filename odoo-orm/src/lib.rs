//! Odoo models as Rust types: declare a struct, derive [`OdooModel`](derive@OdooModel), and get checked domains and typed
//! `search_read`, `create`, `write` and `unlink` on Odoo 14 to 19.
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
//! | to | see |
//! |---|---|
//! | declare a model | [`OdooModel`](derive@OdooModel), [`FieldType`], [`Id`], [`Many2one`], [`One2many`], [`Many2many`] |
//! | read bytes, links to any model, JSON, properties | [`Binary`], [`Reference`], [`Json`], [`Properties`] |
//! | declare the keys of a selection, a shape with fewer fields, a field that is not read | [`Selection`](derive@Selection), [`Projection`](derive@Projection), [`NotLoaded`] |
//! | say which records | [`Domain`], [`Field`] |
//! | read them | [`Model::search_read`], [`Model::search`], [`Model::read`], [`Query`] |
//! | read what they lead to | [`#[odoo(nested)]`](derive@Projection), [`Nested`], [`Model::load`] |
//! | read any number of them | [`Query::stream`], [`RecordStream`] |
//! | keep a copy up to date | [`Model::changes_since`], [`Changes`], [`Cursor`], [`Model::find_deleted`] |
//! | sum them up in groups | [`Model::read_group`], [`GroupQuery`], [`Group`] |
//! | change them | [`Model::create`], [`Model::write`], [`Model::unlink`], [`Model::upsert`], [`Values`], [`Command`] |
//! | change many | [`Model::create_many`], [`Model::upsert_many`], [`Batches`], [`BatchError`] |
//! | ask what the server knows | [`Model::fields_get`], [`Model::default_get`], [`Model::get_metadata`], [`Model::has_access`], [`Model::name_search`] |
//! | call any other method | [`odoo_methods`], [`IntoArgument`], [`FromMethodResult`], [`Action`]; untyped: [`Client::call`], [`Call`] |
//! | connect | [`Client`], [`Credentials`], [`Protocol`], [`Context`] |
//! | get files, reports, pictures | [`Client::download`], [`Download`] |
//! | see what the calls do, and whether the server answers | [`Client::events`], [`Client::observe`], [`Client::loading`], [`Client::connection`] |
//! | end calls from outside | [`Client::abortable`], [`CancelScope`] |
//! | understand what went wrong, and whether it was done | [`Error`], [`Outcome`], [`Fault`] |
//!
//! Which Rust type reads which type of Odoo's fields, and what to know of each: the table at [`FieldType`].
//!
//! # Empty values
//!
//! Odoo writes `false` for what is empty, in every field but a boolean. A field that can be empty is an `Option`; one that
//! is empty although its type is not an `Option` makes the read fail, with an error that names the model, the field and the
//! record. An empty text (`""`) and no text are two values to Odoo. A number is never empty when it is read: Odoo sends 0.
//!
//! # Transactions
//!
//! Each call is one transaction of the server's: done whole or not at all. There is none over two calls, so what must happen
//! together goes into one: [`Model::create_many`], or [`Command`]s in the values of a parent. After an error,
//! [`Error::outcome`] says whether the call was done.
//!
//! # Features
//!
//! | feature | brings |
//! |---|---|
//! | `derive`, on by default | the derives and `odoo_methods` |
//! | `rust_decimal` | `rust_decimal::Decimal` as the type of a `float` or `monetary` field |
//! | `blocking` | `blocking::Wait`: `.wait()` in place of `.await`, for programs without a runtime |
//! | `metrics` | `Metrics`: the figures of the calls, for the recorder of the crate `metrics` |
//! | `http`, on by default | `Client::builder` and `Credentials`, the transport for real servers; without it, [`Client::new`] takes any transport |
#![cfg_attr(docsrs, feature(doc_cfg))]

// Generated code names `::odoo_orm`; in here that is this crate.
extern crate self as odoo_orm;

#[doc(hidden)]
pub mod __private;
mod changes;
mod command;
mod domain;
mod field;
mod group;
mod method;
mod model;
mod order;
pub mod prelude;
mod query;
mod record;
mod relation;
mod response;
mod stream;
mod tree;
#[doc(hidden)]
pub mod untyped;
mod value;
mod values;
mod version;

pub use changes::{Changes, Cursor};
pub use command::Command;
pub use domain::{Domain, ParseDomainError};
pub use field::{DatePart, Dotted, Field, FieldAccess, OwnField, ReadOnly, ReadWrite, Writable};
pub use group::{
    Aggregate, AggregateOrder, Aggregates, Boolean, DateKey, DateRange, Granularity, Group,
    GroupOrder, GroupQuery, Groupable, Keys, Numeric, SingleValued, Temporal,
};
#[cfg(feature = "derive")]
pub use method::odoo_methods;
pub use method::{Action, Argument, FromMethodResult, IntoArgument};
pub use model::{
    Batch, BatchError, Batches, CreateMany, FieldInfo, FieldMeta, Metadata, Model, ModelMeta,
    NameSearch, Operation, RelationKind, RelationMeta, Upserted, UserRef, meta,
};
#[cfg(feature = "derive")]
pub use odoo_derive::{OdooModel, Projection, Selection};
#[cfg(feature = "metrics")]
pub use odoo_rpc::Metrics;
#[cfg(feature = "blocking")]
pub use odoo_rpc::blocking;
pub use odoo_rpc::{
    AbortHandle, BoxFuture, Call, CallInfo, CancelScope, Client, ConfigError, ConfigErrorKind,
    Connection, ConnectionState, Content, Context, DecodeError, Download, Effect, Error, Event,
    Events, ExpectedOne, Fault, JsonReader, Loading, LoadingState, LoginError, LoginErrorKind,
    Observer, Outcome, Response, ServerVersion, Transport, TransportError, TransportErrorKind,
};
#[cfg(feature = "http")]
pub use odoo_rpc::{ClientBuilder, Credentials, Protocol};
pub use order::OrderBy;
pub use query::{Load, Query, QueryItem, Read};
pub use record::{Nested, Record, Row, Select};
pub use relation::{Id, IntoIds, Many2many, Many2one, One2many};
pub use stream::{PageStream, RecordStream};
pub use value::{
    Binary, BinarySize, CanBeUnset, EncodeResult, Fetch, FieldType, IntoOperand, IntoValue, Json,
    NotLoaded, Nullable, Ordered, Properties, Property, ReadAs, Reference, Relation, Scalar,
    Selection, Textual,
};
pub use values::Values;
