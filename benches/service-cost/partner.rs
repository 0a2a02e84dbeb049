//! Partners with six fields, as the library reads them.

use odoo_orm::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Debug, Serialize, Deserialize, OdooModel)]
#[odoo(model = "res.partner")]
pub(crate) struct Partner {
    pub(crate) id: Id<Partner>,
    pub(crate) name: String,
    pub(crate) email: Option<String>,
    pub(crate) phone: Option<String>,
    pub(crate) country_id: Option<Many2one<Country>>,
    pub(crate) create_date: DateTime<Utc>,
}

#[derive(Debug, OdooModel)]
#[odoo(model = "res.country")]
#[allow(dead_code, reason = "the target of a link")]
pub(crate) struct Country {
    pub(crate) id: Id<Country>,
}
