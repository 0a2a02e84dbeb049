//! Records that are read whole, wherever the struct stands and however it is named.
#![deny(warnings)]

mod models {
    use odoo_orm::prelude::*;

    #[derive(Debug, OdooModel)]
    #[odoo(model = "res.partner")]
    pub struct Partner {
        pub name: String,
        pub color: i64,
        pub parent_id: NotLoaded<Option<Many2one<Partner>>>,
        pub country_id: Id<Country>,
        pub child_ids: NotLoaded<One2many<Partner>>,
        pub category_id: Many2many<Country>,
    }

    #[derive(Debug, OdooModel)]
    #[odoo(model = "res.country")]
    pub struct Country {
        pub code: String,
    }
}

type Several<T> = Vec<T>;

#[derive(Debug, odoo_orm::Projection)]
#[odoo(of = models::Partner)]
pub struct Whole {
    #[odoo(nested)]
    pub parent_id: Option<Deep>,
    #[odoo(nested)]
    pub country_id: models::Country,
    #[odoo(nested, token = CHILD_IDS, order_by = models::Partner::COLOR.desc(), order_by = models::Partner::NAME.asc(), limit = 2 + 1)]
    pub red: Several<Deep>,
    #[odoo(nested, domain = models::Country::CODE.is_in(["BE", "FR"]) | Self::french())]
    pub category_id: Vec<models::Country>,
}

impl Whole {
    fn french() -> odoo_orm::Domain<models::Country> {
        models::Country::CODE.eq("FR")
    }
}

#[derive(Debug, odoo_orm::Projection)]
#[odoo(of = models::Partner)]
pub struct Deep {
    #[odoo(nested)]
    pub parent_id: Option<Name>,
}

#[derive(Debug, odoo_orm::Projection)]
#[odoo(of = models::Partner)]
pub struct Name {
    pub name: String,
}

fn main() {
    fn search<R: odoo_orm::Record<Model = models::Partner>>() {}
    search::<Whole>();
}
