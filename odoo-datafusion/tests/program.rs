//! The program `odoo-sql`, on the in-memory server over HTTP.
#![allow(clippy::unwrap_used, reason = "a test ends with a panic")]

use std::process::{Command, Output};

use odoo_mock::{Server, World};

fn run(server: &Server, world: &World, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_odoo-sql"))
        .args(arguments)
        .env("ODOO_URL", server.url())
        .env("ODOO_DB", world.database())
        .env("ODOO_LOGIN", "admin")
        .env("ODOO_PASSWORD", "admin")
        .env_remove("ODOO_API_KEY")
        .output()
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_are_written_in_each_format_also_without_any() {
    let world = World::new();
    let server = Server::start(&world).await.unwrap();
    let belgium = "SELECT code, active_test FROM (SELECT code, 1 AS active_test FROM res_country) WHERE code =";
    for (format, code, expected) in [
        ("--csv", "BE", "code,active_test\nBE,1\n"),
        ("--csv", "none", "code,active_test\n"),
        ("--json", "BE", "{\"code\":\"BE\",\"active_test\":1}\n"),
        ("--json", "none", ""),
    ] {
        let output = run(&server, &world, &[format, &format!("{belgium} '{code}'")]);
        assert!(output.status.success(), "{output:?}");
        assert_eq!(String::from_utf8(output.stdout).unwrap(), expected);
    }
    let output = run(&server, &world, &[&format!("{belgium} 'none'")]);
    let table = String::from_utf8(output.stdout).unwrap();
    assert!(table.contains("| code | active_test |"), "{table}");
}

#[tokio::test(flavor = "multi_thread")]
async fn mistakes_are_one_sentence_and_an_exit_code() {
    let world = World::new();
    let server = Server::start(&world).await.unwrap();
    for (arguments, expected) in [
        (["--workers", "0"], "expected a number above 0, found `0`"),
        (["--cvs", "SELECT 1"], "unknown option `--cvs`"),
        (["--csv", "SELECT name FROM res_partnr"], "res_partnr"),
    ] {
        let output = run(&server, &world, &arguments);
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        let text = String::from_utf8(output.stderr).unwrap();
        assert!(
            text.starts_with("odoo-sql: ") && text.contains(expected),
            "{text}"
        );
    }
}
