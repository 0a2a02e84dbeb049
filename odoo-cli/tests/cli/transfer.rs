//! Export, and what is exported and imported again.

use std::{fs, process::Command};

use odoo_mock::{Server, World};
use serde_json::json;

use crate::{
    program::{Home, finish, mock},
    served::with_server,
};

#[test]
fn an_export_has_the_columns_of_an_import() {
    let arguments = [
        "export",
        "res.partner",
        "[('is_company', '=', True), ('id', '>', 3)]",
        "name",
        "country_id/id",
        "-n",
        "2",
    ];
    let csv = mock(&arguments).ok();
    assert_eq!(
        csv,
        "id,name,country_id/id\ndemo.acme,Acme,base.be\ndemo.bolts,Bolts & Co,base.nl\n"
    );
    let ndjson = mock(&[&arguments[..], &["-o", "ndjson"]].concat()).ok();
    assert_eq!(
        ndjson.lines().next().unwrap(),
        r#"{"id":"demo.acme","name":"Acme","country_id/id":"base.be"}"#
    );
    let lists = mock(&[
        "export",
        "res.partner",
        "[('name', '=', 'Acme')]",
        ".id",
        "child_ids/id",
    ])
    .ok();
    assert!(
        lists.starts_with("id,.id,child_ids/id\ndemo.acme,"),
        "{lists}"
    );
    assert!(lists.ends_with(",demo.jo\n"), "{lists}");
}

#[test]
fn records_without_an_external_id_are_counted() {
    let none = mock(&["export", "res.lang", "name", "--archived"]);
    assert_eq!(none.code, 0);
    let exported = none.out.lines().count() - 1;
    let without = none
        .out
        .lines()
        .skip(1)
        .filter(|line| line.starts_with(','))
        .count();
    if without > 0 {
        assert!(
            none.err.contains(&format!(
                "{without} of {exported} records have no external id"
            )),
            "{}",
            none.err
        );
    }
    let list = mock(&["export", "res.partner", "child_ids"]).failed(2);
    assert!(list.contains("export `child_ids/id`"), "{list}");
    let plain = mock(&["export", "res.partner", "name/id"]).failed(2);
    assert!(plain.contains("is not a relation"), "{plain}");
}

#[test]
fn an_export_to_a_file_is_whole_or_not_there() {
    let home = Home::new();
    home.odoo(&[
        "--mock",
        "export",
        "res.country",
        "name",
        "code",
        "-f",
        "countries.csv",
    ])
    .ok();
    let text = fs::read_to_string(home.path("countries.csv")).unwrap();
    assert!(text.lines().count() > 240);
    home.odoo(&["--mock", "export", "res.country", "nmae", "-f", "none.csv"])
        .failed(2);
    assert!(!home.path("none.csv").exists() && !home.path("none.csv.part").exists());
}

#[test]
fn a_dash_is_the_standard_output() {
    let home = Home::new();
    let export = [
        "--mock",
        "export",
        "res.country",
        "[('code', '=', 'BE')]",
        "code",
        "-f",
        "-",
    ];
    assert_eq!(home.odoo(&export).ok(), "id,code\nbase.be,BE\n");
    fs::write(home.path("rows.csv"), "id,color\nx.b,red\n").unwrap();
    let import = [
        "--mock",
        "import",
        "res.partner.category",
        "rows.csv",
        "-y",
        "--refused",
        "-",
    ];
    let ran = home.odoo(&import);
    assert_eq!((ran.code, &*ran.out), (7, "id,color\nx.b,red\n"), "{ran:?}");
    assert!(
        ran.err
            .contains("rows 1, imported 0, refused 1, skipped 0\n"),
        "{ran:?}"
    );
    assert!(!home.path("-").exists() && !home.path("-.part").exists());
}

#[cfg(unix)]
const ONE: [&str; 5] = [
    "--mock",
    "export",
    "res.country",
    "[('code', '=', 'BE')]",
    "code",
];

#[cfg(unix)]
const EXPORTED: &str = "id,code\nbase.be,BE\n";

#[cfg(unix)]
#[test]
fn an_export_to_a_pipe_or_the_own_output_is_written_through() {
    use std::{io::Read as _, os::unix::fs::FileTypeExt as _};

    let home = Home::new();
    let made = Command::new("mkfifo").arg(home.path("pipe")).status();
    assert!(made.unwrap().success());
    // Open for both, so that no side waits for the other.
    let mut pipe = fs::File::options()
        .read(true)
        .write(true)
        .open(home.path("pipe"))
        .unwrap();
    home.odoo(&[&ONE[..], &["-f", "pipe"]].concat()).ok();
    let kind = fs::symlink_metadata(home.path("pipe")).unwrap().file_type();
    assert!(kind.is_fifo());
    let mut bytes = [0; 1000];
    let read = pipe.read(&mut bytes).unwrap();
    assert_eq!(std::str::from_utf8(&bytes[..read]).unwrap(), EXPORTED);

    let export = [&ONE[..], &["-f", "/dev/stdout"]].concat();
    assert_eq!(home.odoo(&export).ok(), EXPORTED);
    // A file is the output: what is written before and after stays.
    let mut out = fs::File::create(home.path("out")).unwrap();
    for _ in 0..2 {
        std::io::Write::write_all(&mut out, b"--\n").unwrap();
        let mut command = home.command(&export);
        let command = command.stdout(out.try_clone().unwrap());
        assert!(command.status().unwrap().success());
    }
    let text = fs::read_to_string(home.path("out")).unwrap();
    assert_eq!(text, format!("--\n{EXPORTED}--\n{EXPORTED}"));
}

#[cfg(unix)]
#[test]
fn an_export_over_a_file_keeps_its_link_and_its_permissions() {
    use std::os::unix::fs::PermissionsExt as _;

    let home = Home::new();
    fs::create_dir(home.path("real")).unwrap();
    std::os::unix::fs::symlink("real/file", home.path("link")).unwrap();
    fs::write(home.path("real/file"), "old").unwrap();
    crate::program::mode(&home.path("real/file"), 0o600);
    home.odoo(&[&ONE[..], &["-f", "link"]].concat()).ok();
    assert!(home.path("link").is_symlink());
    assert_eq!(
        fs::read_to_string(home.path("real/file")).unwrap(),
        EXPORTED
    );
    let metadata = fs::metadata(home.path("real/file")).unwrap();
    assert_eq!(metadata.permissions().mode() & 0o777, 0o600);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_exported_is_imported_and_again_leaves_the_same() {
    let world = World::version(16);
    world.load(&json!([
        ["res.partner", "sync.a", {"name": "A", "city": "Ghent", "country_id": "@base.be", "color": 3}],
        ["res.partner", "sync.b", {"name": "B, \"the\" second\nline", "is_company": true}],
    ]));
    let server = Server::start(&world).await.unwrap();
    let url = server.url();
    let (a, b) = (world.id("sync.a"), world.id("sync.b"));
    let before = (world.read("res.partner", a), world.read("res.partner", b));
    let home = Home::new();
    let (home, world2) = (home, world.clone());
    let run = move || {
        for format in ["csv", "tsv", "ndjson"] {
            let file = format!("p.{format}");
            let export = [
                "export",
                "res.partner",
                &format!("[('id', 'in', [{a}, {b}])]"),
                "name",
                "city",
                "country_id/id",
                "color",
                "is_company",
                "-o",
                format,
                "-f",
                &file,
            ]
            .map(str::to_owned);
            let export: Vec<&str> = export.iter().map(String::as_str).collect();
            finish(&mut with_server(&home, &url, &export), "").ok();
            world2.write(
                "res.partner",
                a,
                json!({"city": "Bruges", "country_id": false}),
            );
            let import = ["import", "res.partner", &file, "--yes", "-o", "ndjson"];
            let done = finish(&mut with_server(&home, &url, &import), "").ok();
            assert_eq!(
                done, "{\"rows\":2,\"imported\":2,\"refused\":0,\"skipped\":0}\n",
                "{format}"
            );
            assert!(!home.path(&format!("{file}.odoo-import")).exists());
        }
    };
    tokio::task::spawn_blocking(run).await.unwrap();
    let after = (world.read("res.partner", a), world.read("res.partner", b));
    for name in ["name", "city", "country_id", "color", "is_company"] {
        assert_eq!(before.0[name], after.0[name]);
        assert_eq!(before.1[name], after.1[name]);
    }
}

#[test]
fn the_name_of_an_exported_file_tells_its_format() {
    let home = Home::new();
    for (name, first) in [
        ("a.csv", "id,name"),
        ("a.tsv", "id\tname"),
        ("a.ndjson", "{\"id\":"),
        ("a.jsonl", "{\"id\":"),
        ("a.json", "["),
        ("a.dat", "id,name"),
    ] {
        let export = ["--mock", "export", "res.country", "name", "-f", name];
        home.odoo(&export).ok();
        let text = fs::read_to_string(home.path(name)).unwrap();
        assert!(text.starts_with(first), "{name}: {text}");
    }
    let export = ["--mock", "export", "res.country", "name", "-f", "a.json"];
    home.odoo(&[&export[..], &["-o", "csv"]].concat()).ok();
    let text = fs::read_to_string(home.path("a.json")).unwrap();
    assert!(text.starts_with("id,name"), "{text}");
}
