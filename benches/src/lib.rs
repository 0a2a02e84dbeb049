//! What the programs that measure have in common.

pub mod lock;
mod rustc;
mod summary;

pub use rustc::{cargo, rustc_version};
pub use summary::Summary;
