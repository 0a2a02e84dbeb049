//! JSON controllers and files, for every transport.

pub(crate) mod controllers;
mod files;

#[cfg(feature = "http")]
pub(crate) use files::File;
pub(crate) use files::Place;
