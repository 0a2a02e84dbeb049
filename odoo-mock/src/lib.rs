//! An in-memory Odoo server for tests, in process or over HTTP.
//!
//! It supports records, domains, commands, access rights, record rules and injected failures.
//!
//! ```
//! use odoo_mock::World;
//! use odoo_orm::prelude::*;
//!
//! /// A person or a company.
//! #[derive(Debug, OdooModel)]
//! #[odoo(model = "res.partner")]
//! pub struct Partner {
//!     pub id: Id<Partner>,
//!     pub name: String,
//!     pub email: Option<String>,
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), odoo_orm::Error> {
//! let world = World::new();
//! let odoo = world.client();
//!
//! let id = Partner::create(&odoo, Values::new().set(Partner::NAME, "Acme")).await?;
//! let found = Partner::search_read(&odoo, Partner::NAME.ilike("acme")).one().await?;
//! assert_eq!((found.id, found.email), (id, None));
//!
//! world.assert_called("res.partner.create").once();
//! # Ok(())
//! # }
//! ```
//!
//! | task | API |
//! |---|---|
//! | create a server of a version | [`World::new`], [`World::version`] |
//! | call it in process, as any user | [`World::client`], [`World::client_as`] |
//! | call it over HTTP | [`Server`] |
//! | add models, fields and methods | [`World::model`], [`World::define`], [`World::fields_get`], [`World::method`] |
//! | create records (fixtures) | [`World::create`], [`World::load`] |
//! | set access rights and record rules | [`World::deny`], [`World::allow`], [`World::rule`] |
//! | create a record without a server | `blank` (feature `orm`) |
//! | inject failures | [`World::fail`], [`Failure`], [`When`] |
//! | assert calls and changes | [`World::assert_called`], [`World::calls`], [`World::snapshot`] |
//!
#![doc = include_str!("../docs/differences.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]
mod base;
#[cfg(feature = "orm")]
mod blank;
mod domain;
mod exception;
#[cfg(feature = "http")]
mod http;
mod in_process;
#[cfg(feature = "http")]
mod logins;
mod misuse;
mod python;
mod query;
mod records;
mod rpc;
mod schema;
mod storage;
mod value;
mod version;
mod web;
mod world;

#[cfg(feature = "orm")]
pub use blank::blank;
#[cfg(feature = "http")]
pub use http::{Refusing, Server};
pub use query::{Operation, RecordRule};
pub use rpc::MethodCall;
pub use schema::{FieldDef, ModelDef, OnDelete};
pub use world::{
    Calls, Down, Failing, Failure, Recorded, SnapshotDiff, When, World, WorldSnapshot,
};
