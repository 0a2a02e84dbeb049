//! Plans that read from the server.

mod count;
mod ranges;
mod rows;

pub(crate) use count::CountScan;
pub(crate) use ranges::ranges;
pub(crate) use rows::RowScan;
