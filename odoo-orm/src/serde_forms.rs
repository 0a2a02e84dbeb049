//! serde's traits for the types of fields, in the forms of `docs/serde.md`.
//!
//! Dates are chrono's and decimals `rust_decimal`'s own, with their features `serde`.

mod groups;
mod relations;
mod values;

#[cfg(test)]
mod tests;
