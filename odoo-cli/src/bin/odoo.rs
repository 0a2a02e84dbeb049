//! The program `odoo`.

use std::process::ExitCode;

fn main() -> ExitCode {
    odoo_cli::odoo::main()
}
