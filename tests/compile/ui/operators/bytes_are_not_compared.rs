use odoo_orm::{Binary, prelude::*};

#[derive(OdooModel)]
#[odoo(model = "ir.attachment")]
struct Attachment {
    datas: Option<Binary>,
}

fn main() {
    let _ = Attachment::DATAS.is_set();
    let _ = Attachment::DATAS.eq(b"x");
}
