#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod catalog;
mod error;
mod group;
mod leaf;
mod push;
mod scan;
mod session;
mod table;
mod version;

pub use catalog::Catalog;
pub use group::PushAggregates;
pub use session::session;
pub use table::OdooTable;
