//! A crate with `deny(missing_docs)` can use the derives.
#![deny(missing_docs, warnings)]

/// The models.
pub mod models {
    use odoo_orm::prelude::*;

    /// A partner.
    #[derive(Debug, OdooModel)]
    #[odoo(model = "res.partner")]
    pub struct Partner {
        /// Its id.
        pub id: Id<Partner>,
        /// Its name.
        pub name: String,
        #[odoo(field = "ref")]
        /// Its reference.
        pub reference: Option<String>,
    }
}

fn main() {
    let _ = models::Partner::NAME.eq("x") & models::Partner::REFERENCE.is_set();
}
