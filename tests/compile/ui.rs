//! What the compiler says to those who hold it wrong, and what it must take.
//!
//! The texts in `ui/` are read like prose. After a change on purpose, write them anew with `TRYBUILD=overwrite`, and read
//! the difference.

#[test]
fn invalid_programs_fail_with_our_messages() {
    trybuild::TestCases::new().compile_fail("ui/*/*.rs");
}

#[test]
fn valid_programs_compile_in_any_context() {
    trybuild::TestCases::new().pass("pass/*.rs");
}
