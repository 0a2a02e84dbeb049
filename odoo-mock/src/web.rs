//! What the server has besides methods, for every transport: JSON controllers, and files.

pub(crate) mod controllers;
mod files;

pub(crate) use files::{File, Place};
