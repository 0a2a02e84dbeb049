//! A struct local to a function, as in most tests.
#![deny(warnings)]

fn main() {
    use odoo_orm::prelude::*;

    #[derive(Debug, OdooModel)]
    #[odoo(model = "res.partner")]
    struct Partner {
        id: Id<Partner>,
        name: String,
        country_id: Option<Many2one<Country>>,
    }

    #[derive(Debug, OdooModel)]
    #[odoo(model = "res.country")]
    struct Country {
        code: String,
    }

    let _ = Partner::NAME.eq("x") & Partner::COUNTRY_ID.dot(Country::CODE).eq("BE");
    assert_eq!(odoo_orm::schema::meta::<Partner>().fields().len(), 3);
}
