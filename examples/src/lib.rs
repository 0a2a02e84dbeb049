//! Runnable programs, one task each; see `README.md` of this crate.
