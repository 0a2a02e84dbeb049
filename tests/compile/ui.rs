//! The compile tests: programs that must not compile, with their messages, and programs that must.
//!
//! The messages in `ui/` are for users. After an intended change, update them with `TRYBUILD=overwrite`, and read
//! the difference.

#[test]
fn invalid_programs_fail_with_our_messages() {
    trybuild::TestCases::new().compile_fail("ui/*/*.rs");
}

#[test]
fn valid_programs_compile_in_any_context() {
    trybuild::TestCases::new().pass("pass/*.rs");
}
