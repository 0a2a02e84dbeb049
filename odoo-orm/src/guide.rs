//! Guides: one task each, from the problem to working code. The modules contain no items.
//!
//! | guide | answers |
//! |---|---|
//! | [`getting_started`] | How do I connect, declare a model, read and write? |
//! | [`models`] | Which Rust type for which Odoo field? |
//! | [`domains`] | How do I write a search condition? How do I translate it from SQL or Python? |
//! | [`reading`] | How do I read nested records without N+1 queries, pages and streams? |
//! | [`writing`] | How do I create, update, upsert, and write in batches? |
//! | [`transactions`] | What has a failed call done, and what is safe to retry? |
//! | [`sync`] | How do I keep a copy up to date (incremental sync)? |
//! | [`aggregates`] | How do I count and sum on the server? |
//! | [`methods`] | How do I call a method, a wizard or a report? |
//! | [`connecting`] | Password or API key? Which protocol? How do I connect through a proxy? |
//! | [`schema`] | How does the compiler find what an upgrade of the server breaks? |
//! | [`testing`] | How do I test without a server? |
//! | [`axum`] | How do I put a JSON API in front of Odoo? |
//! | [`observability`] | How do I trace, measure and watch calls? |
//! | [`blocking_programs`] | How do I use the library without async? |
//! | [`command_line`] | How do I read and write records from a terminal? |
//! | [`export`] | How do I get Parquet files for analytics? |
//! | [`performance`] | What does a call cost? |
//! | [`comparison`] | How does it compare with other clients? |
//! | [`migrating`] | What is the equivalent of a call of odooly, OdooRPC or the Python ORM? |
//! | [`compile_errors`] | What does this compile error mean? |
//! | [`limitations`] | What can the library not do? |

macro_rules! guides {
    ($($name:ident)*) => {$(
        pub mod $name {
            #![doc = include_str!(concat!("../docs/guide/", stringify!($name), ".md"))]
        }
    )*};
}

guides! {
    getting_started models domains reading writing transactions sync aggregates methods connecting schema testing axum observability
    blocking_programs command_line export performance comparison migrating compile_errors limitations
}
