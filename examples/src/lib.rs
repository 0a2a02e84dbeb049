//! Runnable programs, one job each; see `README.md` beside this crate.
