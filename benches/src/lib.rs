//! The shared code of the benchmarks.

pub mod lock;
pub mod partner;
pub mod records;
mod rustc;
pub mod script;
mod summary;

pub use rustc::{cargo, rustc_version};
pub use summary::Summary;
