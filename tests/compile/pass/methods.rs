//! Methods with shadowed names, with parameters named like generated ones or keywords, for several models,
//! by hand, in functions, and in generic code.
#![deny(missing_docs, warnings)]

/// The library under another name.
pub extern crate odoo_orm as renamed;

/// A module that shadows the names of the standard library.
pub mod shadowed {
    #![no_implicit_prelude]
    #![allow(dead_code, non_camel_case_types)]

    struct Option;
    struct Result;
    struct String;
    struct Ok;
    struct Client;
    struct Error;
    struct Model;
    struct IntoIds;
    struct MethodCall;
    struct Box;
    struct bool;
    struct str;
    mod core {}
    mod std {}
    mod odoo_orm {}

    /// An order.
    #[derive(::renamed::OdooModel)]
    #[odoo(model = "sale.order", crate = crate::renamed)]
    pub struct Order {
        /// Its id.
        pub id: ::renamed::Id<Order>,
    }

    /// An invoice.
    #[derive(::renamed::OdooModel)]
    #[odoo(model = "account.move")]
    pub struct Invoice {
        /// Its id.
        pub id: ::renamed::Id<Invoice>,
    }

    /// Methods of both models. One has no documentation of its own.
    #[::renamed::odoo_methods(Order, self::Invoice)]
    #[odoo(crate = crate::renamed)]
    pub trait Methods {
        /// Many parameters, some with names that the generated function uses.
        fn many(
            self,
            client: ::std::primitive::i64,
            method: &::std::primitive::str,
            r#type: ::std::primitive::bool,
            r#in: ::std::primitive::f64,
            arg: ::std::option::Option<&[::std::primitive::i32]>,
            call: ::std::vec::Vec<::std::string::String>,
            send: ::renamed::Id<Order>,
        ) -> ::std::option::Option<::renamed::Id<Invoice>>;
        fn r#move();
        #[cfg(any())]
        fn left_out(self) -> NoSuchType;
    }
}

use renamed::{Error, Model, prelude::*};
use shadowed::{Invoice, Methods as _, Order};

/// Methods of a mixin, for the models that have it.
#[odoo_methods]
pub trait Thread: Send {
    /// Posts a message.
    fn message_post(self, body: &str) -> i64;
}

impl Thread for Order {}
impl Thread for Invoice {}

/// Generic code.
pub async fn post<M: Thread>(odoo: &Client, ids: &[Id<M>], body: String) -> Result<i64, Error> {
    M::message_post(odoo, ids, &body).await
}

/// The future does not borrow the arguments.
pub fn spawned(odoo: &Client, order: Id<Order>) -> impl Future<Output = Result<i64, Error>> + Send + 'static {
    let body = String::from("x");
    Order::message_post(odoo, order, &body)
}

/// Every function can be called.
pub async fn call(odoo: Client, order: Id<Order>) -> Result<Option<Id<Invoice>>, Error> {
    #[odoo_methods(Local)]
    trait LocalMethods {
        fn action(self) -> Option<Action>;
    }
    #[derive(OdooModel)]
    #[odoo(model = "x.local")]
    struct Local {}
    let local = Local::action(&odoo, Id::new(1));
    if let Some(action) = local.await? {
        println!("{}", action.kind());
    }
    Invoice::r#move(&odoo).await?;
    post(&odoo, &[order], String::new()).await?;
    spawned(&odoo, order).await?;
    Order::many(&odoo, order, 1, "x", true, 1.0, Some(&[1]), vec![], order).await
}

fn main() {
    fn is_model<M: Model>() {}
    is_model::<Order>();
}
