//! Attributes of fields, variants, traits and parameters apply to generated code, which produces no warnings.
#![deny(warnings)]

use odoo_orm::prelude::*;

#[derive(Debug, OdooModel)]
#[deprecated]
#[odoo(model = "x.old")]
pub struct Old {
    pub id: Id<Self>,
    #[deprecated]
    pub name: String,
    #[deprecated = "gone"]
    pub kind: Option<Kind>,
}

#[derive(Debug, OdooModel)]
#[odoo(model = "x.new")]
pub struct New {
    #[deprecated]
    pub name: String,
    #[odoo(token = Odd)]
    #[allow(non_upper_case_globals)]
    pub odd_name: String,
    #[expect(deprecated)]
    pub old_id: Option<Many2one<Old>>,
    #[cfg(any())]
    pub absent: Absent,
}

#[derive(Debug, odoo_orm::Projection)]
#[odoo(of = New)]
pub struct Brief {
    #[deprecated]
    pub name: String,
}

#[derive(Debug, odoo_orm::Selection)]
pub enum Kind {
    #[deprecated]
    Draft,
    Done,
    #[cfg(any())]
    Absent,
}

#[odoo_orm::odoo_methods(New)]
#[deprecated]
pub trait NewMethods {
    #[deprecated]
    fn action_confirm(self);
    fn create_from(#[cfg(any())] absent: Absent, #[cfg(all())] name: &str) -> i64;
    #[cfg(any())]
    fn absent(self) -> Absent;
}

#[odoo_orm::odoo_methods(Absent)]
#[cfg(any())]
pub trait AbsentMethods {}

fn main() {
    let _ = New::OLD_ID;
}
