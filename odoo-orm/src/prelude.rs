//! The items that most programs need: `use odoo_orm::prelude::*;`.

pub use chrono::{DateTime, NaiveDate, Utc};
#[cfg(feature = "derive")]
pub use odoo_derive::{OdooModel, Projection, Selection};
#[cfg(feature = "http")]
pub use odoo_rpc::Credentials;
pub use odoo_rpc::{Client, Context, Outcome};

#[cfg(feature = "derive")]
pub use crate::method::odoo_methods;
#[doc(no_inline)]
pub use crate::model_ext::ModelExt as _;
#[doc(no_inline)]
pub use crate::value::Selection as _;
pub use crate::{
    command::Command,
    domain::Domain,
    group::{Aggregate, Granularity},
    method::Action,
    relation::{Any, Id, Many2many, Many2one, One2many},
    value::NotLoaded,
    values::Values,
};
