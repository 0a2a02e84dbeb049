//! Writes on the Odoo in memory.

use std::fs;

use odoo_mock::{Server, World};
use serde_json::json;

use crate::{
    program::{Home, Ran, finish, mock},
    served::with_server,
};

#[test]
fn a_write_shows_what_it_touches_and_needs_a_yes() {
    let arguments = [
        "write",
        "res.partner",
        "demo.acme",
        "city=Ghent",
        "country_id=base.nl",
    ];
    let asked = mock(&arguments);
    assert_eq!(asked.code, 8);
    assert!(
        asked
            .err
            .starts_with("write to 1 record of `res.partner` on Odoo 19 in memory:\n"),
        "{}",
        asked.err
    );
    for line in ["  city = \"Ghent\"\n", " Acme\n", "need --yes"] {
        assert!(asked.err.contains(line), "{}", asked.err);
    }
    let done = mock(&[&arguments[..], &["--yes"]].concat());
    assert_eq!(done.ok(), "written  1\n");
    let dry = mock(&[&arguments[..], &["--dry-run"]].concat());
    assert!(
        dry.err.ends_with("nothing is written: --dry-run\n"),
        "{}",
        dry.err
    );
    assert_eq!(dry.ok(), "written  0\n");
}

#[test]
fn records_are_created_and_deleted() {
    let id = mock(&[
        "create",
        "res.partner",
        "name=New",
        "is_company=true",
        "--yes",
    ])
    .ok();
    assert!(id.trim().parse::<i64>().unwrap() > 0, "{id}");
    let json = mock(&[
        "create",
        "res.partner",
        r#"{"name": "New", "color": 3}"#,
        "-y",
    ])
    .ok();
    assert!(json.trim().parse::<i64>().unwrap() > 0);
    let deleted = mock(&[
        "unlink",
        "res.partner",
        "[('name', 'in', ['Jo Peeters', 'Lou Martin'])]",
        "-y",
        "-o",
        "json",
    ]);
    assert!(
        deleted.err.contains("delete 2 records of `res.partner`"),
        "{}",
        deleted.err
    );
    assert_eq!(deleted.ok(), "[\n{\"deleted\":2}\n]\n");
}

#[test]
fn bad_values_are_refused_before_anything_is_asked() {
    let message = |arguments: &[&str]| mock(arguments).failed(2);
    assert!(message(&["create", "res.partner", "nmae=x", "-y"]).contains("did you mean `name`?"));
    assert!(
        message(&["create", "res.partner", "color=red", "-y"]).contains("expected a whole number")
    );
    assert!(message(&["create", "res.partner", "name", "-y"]).contains("expected FIELD=VALUE"));
    assert!(message(&["create", "res.partner", "{nmae", "-y"]).contains("expected a JSON object"));
    assert!(message(&["write", "res.partner", "demo.acme", "-y"]).contains("nothing to write"));
    let missing = mock(&["unlink", "res.partner", "999999", "-y"]).failed(1);
    assert!(
        missing.contains("`res.partner` has no record 999999"),
        "{missing}"
    );
}

#[test]
fn what_the_server_refuses_is_exit_code_1() {
    let refused = mock(&["create", "res.partner.category", "-y"]).failed(1);
    assert!(
        refused.contains("odoo: the server refused it: "),
        "{refused}"
    );
}

#[test]
fn methods_are_called_with_arguments_by_name() {
    let found = mock(&[
        "call",
        "res.country",
        "name_search",
        "name=Belg",
        "limit=1",
        "-o",
        "ndjson",
    ])
    .ok();
    assert!(found.contains("Belgium"), "{found}");
    let write = ["call", "res.partner", "action_archive", "--on", "demo.acme"];
    let asked = mock(&write).failed(8);
    assert!(
        asked.contains("call `res.partner.action_archive` on 1 record of `res.partner`"),
        "{asked}"
    );
    mock(&[&write[..], &["-y"]].concat()).ok();
    let unknown = mock(&["call", "res.partnr", "name_search"]).failed(2);
    assert!(unknown.contains("did you mean `res.partner`?"), "{unknown}");
    mock(&["call", "res.partner", "name_search", "acme"]).failed(2);
}

#[test]
fn a_report_is_a_file_that_is_there_whole_or_not_at_all() {
    let home = Home::new();
    let report = [
        "--mock",
        "report",
        "sale.report_saleorder",
        "1,2",
        "-f",
        "order.pdf",
    ];
    let saved = home.odoo(&report).ok();
    assert!(saved.contains("order.pdf"), "{saved}");
    assert!(
        fs::read(home.path("order.pdf"))
            .unwrap()
            .starts_with(b"%PDF")
    );
    assert!(!home.path("order.pdf.part").exists());
    let piped = home
        .odoo(&["--mock", "report", "sale.report_saleorder", "1", "-f", "-"])
        .ok();
    assert!(piped.starts_with("%PDF"), "{piped}");
    let unknown = home.odoo(&["--mock", "report", "sale.nothing", "1", "-f", "none.pdf"]);
    assert_ne!(unknown.code, 0);
    let folder = home.odoo(&[
        "--mock",
        "report",
        "sale.report_saleorder",
        "1",
        "-f",
        "no/such/folder.pdf",
    ]);
    assert!(folder.failed(6).contains("cannot write no/such/folder.pdf"));
    let left = fs::read_dir(home.path("")).unwrap().filter(|entry| {
        entry
            .as_ref()
            .unwrap()
            .file_name()
            .to_string_lossy()
            .contains("none")
    });
    assert_eq!(left.count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_is_read_only_unless_told() {
    let world = World::version(18);
    let acme = world.create("res.partner", json!({"name": "Acme", "city": "Brussels"}));
    let server = Server::start(&world).await.unwrap();
    let url = server.url();
    let run = move |arguments: Vec<String>, writable: &str| -> Ran {
        let home = Home::new();
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let mut command = with_server(&home, &url, &arguments);
        finish(command.env("ODOO_WRITABLE", writable), "")
    };
    let arguments = |option: &str| {
        [
            "write",
            "res.partner",
            &acme.to_string(),
            "city=Ghent",
            option,
        ]
        .map(str::to_owned)
        .to_vec()
    };
    let (yes, dry) = (arguments("--yes"), arguments("--dry-run"));
    let before = world.snapshot();
    let (refused, shown, run) =
        tokio::task::spawn_blocking(move || (run(yes, "0"), run(dry, "0"), run))
            .await
            .unwrap();
    assert!(
        refused
            .failed(8)
            .contains("is read-only: to write, set ODOO_WRITABLE=1")
    );
    shown.ok();
    before.assert_unchanged(&world.snapshot());
    let yes = arguments("--yes");
    tokio::task::spawn_blocking(move || run(yes, "1"))
        .await
        .unwrap()
        .ok();
    assert_eq!(world.read("res.partner", acme)["city"], "Ghent");
}
