//! What the programs that measure have in common.

pub mod lock;
pub mod partner;
pub mod records;
mod rustc;
mod summary;

pub use rustc::{cargo, rustc_version};
pub use summary::Summary;
