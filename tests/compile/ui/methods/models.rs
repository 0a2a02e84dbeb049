use odoo_orm::prelude::*;

struct Tag;

#[odoo_methods(Tag)]
trait TagMethods {
    fn toggle(self);
}

#[odoo_methods("res.partner")]
trait PartnerMethods {
    fn open_parent(self) -> Action;
}

#[odoo_methods(model = "res.partner")]
trait MoreMethods {
    fn open_parent(self) -> Action;
}

fn main() {}
