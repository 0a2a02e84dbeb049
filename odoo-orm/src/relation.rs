//! Relation fields, which hold the ids of linked records.

mod any;
mod id;
mod into_ids;
mod many2one;
mod method_result;
mod reference;
mod x2many;

pub use any::Any;
pub use id::{Id, InvalidId, OwnId};
pub use into_ids::IntoIds;
use into_ids::linked_numbers;
pub(crate) use into_ids::numbers;
pub use many2one::Many2one;
pub(crate) use many2one::pair;
pub use reference::Reference;
pub use x2many::{Many2many, One2many};
pub(crate) use x2many::{id_numbers, ids, replaced};
