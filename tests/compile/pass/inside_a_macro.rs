//! A model that a macro of the user's writes, with types and names that the macro's caller gives.
#![deny(warnings)]

use odoo_orm::prelude::*;

macro_rules! model {
    ($name:ident, $odoo:literal, $field:ident: $ty:ty) => {
        #[derive(OdooModel)]
        #[odoo(model = $odoo)]
        pub struct $name {
            pub id: Id<$name>,
            pub $field: $ty,
            pub active: bool,
        }
    };
}

model!(Country, "res.country", code: Option<String>);

fn main() {
    let _ = Country::CODE.eq("BE") & Country::ACTIVE.eq(true);
}
