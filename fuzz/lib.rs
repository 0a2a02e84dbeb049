//! The model for the targets on values and domains: a field of every type.

use odoo_orm::{Binary, Json, Properties, Reference, prelude::*};
use rust_decimal::Decimal;
use serde_json::Value;

#[derive(Debug, OdooModel)]
#[odoo(model = "x.model")]
pub struct Every {
    pub id: Id<Every>,
    pub name: String,
    pub note: Option<String>,
    pub active: bool,
    pub count: i64,
    pub small: i32,
    pub rate: f64,
    pub price: Decimal,
    pub day: NaiveDate,
    pub moment: Option<DateTime<Utc>>,
    pub kind: Kind,
    pub parent_id: Option<Many2one<Every>>,
    pub owner_id: Option<Id<Every>>,
    pub line_ids: One2many<Every>,
    pub tag_ids: Many2many<Every>,
    pub about: Option<Reference>,
    pub bytes: Option<Binary>,
    pub json: Option<Json<Value>>,
    pub properties: Properties,
}

#[derive(Debug, Clone, PartialEq, Eq, Selection)]
pub enum Kind {
    One,
    Two,
    #[odoo(other)]
    Other(String),
}
