//! The programs of this package, as libraries of one function each.
#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod odoo;
