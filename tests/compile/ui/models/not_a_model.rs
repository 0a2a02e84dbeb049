use odoo_orm::prelude::*;

struct Plain {
    name: String,
}

async fn run(odoo: Client) {
    let _ = Plain::search_read(&odoo, Domain::all()).await;
}

async fn read(id: Id<Plain>) {
    println!("{id:?}");
}

fn main() {}
