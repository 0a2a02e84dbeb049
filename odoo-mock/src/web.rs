//! What the server has besides methods, for every transport: JSON controllers, and files.

pub(crate) mod controllers;
mod files;

#[cfg(feature = "http")]
pub(crate) use files::File;
pub(crate) use files::Place;
