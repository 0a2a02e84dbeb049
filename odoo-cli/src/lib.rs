//! The programs of this package, as a function each. [`odoo`] is the command line of Odoo 14 to 19.
#![cfg_attr(docsrs, feature(doc_cfg))]

mod closest;
mod connect;
mod demo;
mod failure;
pub mod odoo;
mod profile;
