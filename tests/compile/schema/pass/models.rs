//! Models that hold on both snapshots.
#![deny(warnings)]

use odoo_orm::prelude::*;

odoo_orm::require_schema!();

#[derive(Debug, Selection)]
pub enum State {
    Draft,
    Sent,
    Sale,
    Cancel,
}

#[derive(Debug, Selection)]
pub enum Kind {
    Contact,
    Private,
    #[odoo(other)]
    Other(String),
}

#[derive(Debug, OdooModel)]
#[odoo(model = "sale.order")]
pub struct Order {
    pub id: Id<Self>,
    pub amount_total: f64,
    #[odoo(readonly)]
    pub amount_undiscounted: f64,
    pub partner_id: Id<Partner>,
    pub state: State,
}

#[derive(Debug, OdooModel)]
#[odoo(model = "res.partner")]
pub struct Partner {
    pub id: Id<Partner>,
    pub name: String,
    pub child_ids: One2many<Self>,
    pub country_id: Option<Many2one<odoo_compile_tests::Country>>,
    pub image_1920: odoo_orm::BinarySize,
    #[odoo(skip)]
    pub note: String,
    #[odoo(field = "type")]
    pub kind: Option<Kind>,
}

fn main() {}
