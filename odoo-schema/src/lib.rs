//! Snapshots of the models of an Odoo server, as text files for version control.
//!
//! A folder `odoo-schema/NAME` holds one server or version: `schema.toml`, and `MODEL.odoo` for each model. [`Snapshot`] reads and writes
//! such a folder, [`Model`] is one file of it, and [`compare`] lists the differences between two models.
//!
//! # The format of a model
//!
//! ```text
//! model sale.order
//!   amount_total monetary currency=currency_id readonly
//!   partner_id many2one res.partner required
//!   state selection keys=draft|sent|sale|cancel
//! # end
//! ```
//!
//! The first line names the model. Each indented line is a field: its name, its type as `fields_get` returns it, for a relation the model
//! that it leads to and for a one2many also the field that leads back, then options. The last line is `# end`, so that a truncated file is
//! noticed. Other lines that begin with `#` are comments. The field `id` is left out, because every model has it.
//!
//! | option | meaning |
//! |---|---|
//! | `required`, `readonly`, `translate` | as `fields_get` returns it |
//! | `unstored` | the field has no column: `store` is false |
//! | `archived` | a list that has archived records as well (`active_test` is false in its context) |
//! | `open` | a selection or reference whose keys are not recorded |
//! | `keys=draft\|sent` | the keys of a selection, or the models of a reference, in the server's order |
//! | `size=3` | the longest text |
//! | `digits=16,2` | digits in total, and after the decimal point |
//! | `currency=currency_id` | the field with the currency of an amount |
//! | `model_field=res_model` | the field with the model of a `many2one_reference` |
//! | `definition=project_id.task_properties` | where the definitions of properties are |
//!
//! In a key, blanks, characters that cannot be seen, and `"`, `|`, `:` and `%` are written as `%` and two hexadecimal digits. An empty key is `%`.
#![cfg_attr(docsrs, feature(doc_cfg))]

mod closest;
mod compare;
mod error;
mod field;
mod judge;
mod line;
mod lookup;
mod model;
mod saved;
mod settings;
mod snapshot;
mod text;
mod types;
mod versions;

pub use closest::{closest, did_you_mean};
pub use compare::{Change, Difference, compare};
pub use error::Error;
pub use field::Field;
pub use judge::{Fields, Seen, judge};
pub use line::{matches, unescape, words};
pub use lookup::{Lookup, lookup};
pub use model::Model;
#[doc(hidden)]
pub use saved::Saved;
pub use settings::{FORMAT, Settings};
pub use snapshot::{Snapshot, Written};
pub use text::{Line, Text};
pub use types::{read_by, reader_of};
pub use versions::{Versions, major};
