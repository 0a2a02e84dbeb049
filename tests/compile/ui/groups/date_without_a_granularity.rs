use odoo_compile_tests::Country;
use odoo_orm::{Field, group::Granularity, prelude::*};

const DAY: Field<Country, Option<NaiveDate>> = Field::named("x_day");

fn run(odoo: &Client) {
    let _ = Country::read_group(odoo, Domain::all()).group_by(DAY);
    let _ = Country::CODE.granularity(Granularity::Month);
}

fn main() {}
