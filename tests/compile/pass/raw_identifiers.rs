//! Fields named like Rust keywords keep their names.
#![deny(warnings)]

use odoo_orm::prelude::*;

#[derive(Debug, OdooModel)]
#[odoo(model = "x.move")]
pub struct Move {
    pub id: Id<Move>,
    pub r#type: Option<String>,
    pub r#ref: Option<String>,
    pub r#move: Option<Many2one<Move>>,
    pub r#async: bool,
}

fn main() {
    let domain = Move::TYPE.eq("x") & Move::REF.is_set() & Move::MOVE.dot(Move::ASYNC).eq(true);
    let json = domain.to_json().unwrap().to_string();
    assert_eq!(json, r#"[["type","=","x"],["ref","!=",false],["move.async","=",true]]"#);
}
