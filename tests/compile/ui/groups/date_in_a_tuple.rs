use odoo_compile_tests::Country;
use odoo_orm::{Field, prelude::*};

const TIME: Field<Country, DateTime<Utc>> = Field::named("x_time");

fn run(odoo: &Client) {
    let _ = Country::read_group(odoo, Domain::all()).group_by((Country::CODE, TIME));
}

fn main() {}
