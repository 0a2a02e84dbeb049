//! A module that shadows the names of the standard library.
#![deny(warnings)]
#![no_implicit_prelude]
#![allow(dead_code, non_camel_case_types)]

struct Option;
struct Result;
struct String;
struct Some;
struct Ok;
struct Err;
struct Self_;
struct Field;
struct Model;
struct Record;
struct Row;
struct Select;
struct DecodeError;
struct bool;
struct str;
mod core {}
mod std {}
mod alloc {}

#[derive(::odoo_orm::OdooModel)]
#[odoo(model = "res.partner")]
pub struct Partner {
    pub id: ::odoo_orm::Id<Partner>,
    pub name: ::std::string::String,
    pub email: ::std::option::Option<::std::string::String>,
    pub active: ::std::primitive::bool,
}

fn main() {
    let _ = ::odoo_orm::Domain::<Partner>::all();
    let _ = Partner::NAME.ilike("x");
}
