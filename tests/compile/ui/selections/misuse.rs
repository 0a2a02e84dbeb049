use odoo_orm::prelude::*;

#[derive(Selection)]
enum Data {
    Draft(String),
    #[odoo(other)]
    Other,
    #[odoo(kye = "x")]
    Done,
}

#[derive(Selection)]
enum Twice {
    Draft,
    #[odoo(key = "draft")]
    New,
    #[odoo(other)]
    Other(String),
    #[odoo(other, key = "more")]
    More(String),
}

#[derive(Selection)]
struct State {
    draft: String,
}

fn main() {}
