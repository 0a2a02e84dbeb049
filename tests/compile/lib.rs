//! What the compiler says to programs that use the library: wrong ones in `ui/`, right ones in `pass/`.
//!
//! Here are the models that most of the wrong ones share.

use odoo_orm::prelude::*;

/// A person or a company.
#[derive(Debug, OdooModel)]
#[odoo(model = "res.partner")]
#[expect(missing_docs, reason = "the fields speak for themselves")]
pub struct Partner {
    pub id: Id<Partner>,
    pub name: String,
    pub email: Option<String>,
    pub color: i64,
    #[odoo(readonly)]
    pub display_name: String,
    pub country_id: Option<Many2one<Country>>,
    pub child_ids: One2many<Partner>,
}

/// A country.
#[derive(Debug, OdooModel)]
#[odoo(model = "res.country")]
#[expect(missing_docs, reason = "the fields speak for themselves")]
pub struct Country {
    pub id: Id<Country>,
    pub code: String,
}
