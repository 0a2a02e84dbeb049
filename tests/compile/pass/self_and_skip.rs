//! `Self` in the types of fields, and fields that exist only in the program.
#![deny(warnings)]

use odoo_orm::prelude::*;

#[derive(Debug, OdooModel)]
#[odoo(model = "res.partner")]
pub struct Partner {
    pub id: Id<Self>,
    pub parent_id: Option<Many2one<Self>>,
    pub child_ids: One2many<Self>,
    pub other_id: NotLoaded<Option<Many2one<Self>>>,
    #[odoo(skip)]
    pub seen: Vec<Option<std::time::Duration>>,
}

/// The id of a country, by a name of its own.
pub type CountryId = odoo_orm::Id<crate::Country>;

#[derive(Debug, OdooModel)]
#[odoo(model = "res.country")]
pub struct Country {
    pub id: CountryId,
}

impl Partner {
    /// The name is available: a skipped field has no constant.
    pub const SEEN: usize = 1;
}

#[derive(Debug, odoo_orm::Projection)]
#[odoo(of = Partner)]
pub struct Brief {
    pub id: Id<Partner>,
    #[odoo(skip)]
    pub parent: Option<Box<Self>>,
}

#[odoo_orm::odoo_methods(Partner)]
pub trait PartnerMethods {
    fn copy(self) -> Id<Self>;
    fn merge(self, into: Id<Self>, others: Vec<Id<Self>>) -> Option<Many2one<Self>>;
}

fn main() {
    let _ = (Partner::PARENT_ID, Partner::CHILD_IDS, Partner::SEEN);
}
