//! What the compiler says to those who hold it wrong, and what it must take.
//!
//! The texts in `ui/` are read like prose. After a change on purpose, write them anew with `TRYBUILD=overwrite`, and read
//! the difference.

#[test]
fn wrong_programs_are_refused_with_our_own_sentences() {
    trybuild::TestCases::new().compile_fail("ui/*/*.rs");
}

#[test]
fn right_programs_compile_whatever_surrounds_them() {
    trybuild::TestCases::new().pass("pass/*.rs");
}
