//! The program `cargo-odoo`, which cargo runs for `cargo odoo`.

use std::process::ExitCode;

fn main() -> ExitCode {
    odoo_cli::cargo_odoo::main()
}
