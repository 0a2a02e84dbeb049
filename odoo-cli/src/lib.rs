//! The programs of this package, each as a function.
//!
//! [`odoo`] is the command line of Odoo 14 to 19, [`cargo_odoo`] keeps the snapshots that structs are checked against.
#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod cargo_odoo;
mod connect;
mod demo;
mod failure;
pub mod odoo;
mod profile;
