use odoo_orm::{Binary, Json, prelude::*};

#[derive(OdooModel)]
#[odoo(model = "ir.attachment")]
struct Attachment {
    datas: Option<Binary>,
    more: Option<Json<Vec<i64>>>,
}

fn main() {
    let _ = Values::new().set(Attachment::DATAS, "c29tZSBieXRlcw==");
    let _ = Values::new().set(Attachment::MORE, vec![1]);
}
