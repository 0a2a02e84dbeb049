//! Export and import.

use std::{
    fs,
    process::{Command, Stdio},
    time::Duration,
};

use odoo_mock::{Failure, Server, When, World};
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

#[cfg(unix)]
#[test]
fn an_import_from_a_pipe_has_no_journal() {
    let home = Home::new();
    let import = [
        "--mock",
        "import",
        "res.partner",
        "/dev/stdin",
        "--input",
        "csv",
        "--yes",
        "-o",
        "ndjson",
    ];
    let done = finish(&mut home.command(&import), "id,name\nx.a,A\n").ok();
    assert_eq!(
        done,
        "{\"rows\":1,\"imported\":1,\"refused\":0,\"skipped\":0}\n"
    );
    let resumed = finish(
        &mut home.command(&[&import[..], &["--resume"]].concat()),
        "id,name\nx.a,A\n",
    );
    assert!(resumed.failed(2).contains("cannot be resumed"));
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
fn each_refused_row_has_a_line_and_the_others_are_imported() {
    let home = Home::new();
    let text = "id,name,color\nx.a,A,1\nx.b,B,red\n,C,1\nx.a,D,1\nx.e,E\nx.f,F,2\n";
    fs::write(home.path("rows.csv"), text).unwrap();
    let ran = home.odoo(&[
        "--mock",
        "import",
        "res.partner.category",
        "rows.csv",
        "-y",
        "--refused",
        "bad.csv",
    ]);
    assert_eq!(ran.code, 7, "{ran:?}");
    assert!(
        ran.out.contains("rows      6\nimported  2\nrefused   4\n"),
        "{ran:?}"
    );
    for line in [
        "row 2 (x.b): field `",
        "row 3: it has no external id in the column `id`",
        "row 4 (x.a): row 1 has the same external id",
        "row 5: it has 2 cells, and the heading has 3",
        "odoo: 4 of 6 rows were refused",
    ] {
        assert!(ran.err.contains(line), "{line} in {}", ran.err);
    }
    assert_eq!(
        fs::read_to_string(home.path("bad.csv")).unwrap(),
        "id,name,color\n,C,1\nx.a,D,1\nx.b,B,red\n"
    );
    // The file of an earlier import is not left beside a complete one.
    fs::write(home.path("rows.csv"), "id,name\nx.a,A\n").unwrap();
    let again = ["--mock", "import", "res.partner.category", "rows.csv", "-y"];
    home.odoo(&[&again[..], &["--refused", "bad.csv"]].concat())
        .ok();
    assert!(!home.path("bad.csv").exists());
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

#[test]
fn the_refused_rows_do_not_replace_the_input() {
    let home = Home::new();
    let text = "id,name\n,A\nx.b,B\n";
    fs::write(home.path("rows.csv"), text).unwrap();
    std::os::unix::fs::symlink(home.path("rows.csv"), home.path("link.csv")).unwrap();
    for refused in ["rows.csv", "./rows.csv", "link.csv"] {
        let ran = home.odoo(&[
            "--mock",
            "import",
            "res.partner",
            "rows.csv",
            "-y",
            "--refused",
            refused,
        ]);
        assert!(ran.failed(2).contains("are the same file"), "{refused}");
    }
    assert_eq!(fs::read_to_string(home.path("rows.csv")).unwrap(), text);
    let ran = home.odoo(&[
        "--mock",
        "import",
        "res.partner",
        "rows.csv",
        "-y",
        "--refused",
        "none/bad.csv",
    ]);
    assert!(!ran.failed(6).contains("rows are done"));
}

#[test]
fn a_quote_that_is_never_closed_hides_no_rows() {
    let home = Home::new();
    let text = "id,name\nx.a,A\nx.b,\"B\nx.c,C\n";
    fs::write(home.path("rows.csv"), text).unwrap();
    let ran = home.odoo(&["--mock", "import", "res.partner", "rows.csv", "-y"]);
    let sentence = "cannot read rows.csv: the quote opened in line 3 is never closed";
    assert!(ran.failed(2).contains(sentence));
}

#[test]
fn bad_input_is_refused_before_anything_is_sent() {
    let home = Home::new();
    let message = |name: &str, text: &str| {
        fs::write(home.path(name), text).unwrap();
        home.odoo(&["--mock", "import", "res.partner", name, "-y"])
            .failed(2)
    };
    assert!(message("a.csv", "name\nA\n").contains("missing column `id`"));
    assert!(message("a.csv", "id,nmae\nx.a,A\n").contains("did you mean `name`?"));
    assert!(
        message("a.csv", "id,name,name\nx.a,A,B\n").contains("the column `name` is there twice")
    );
    assert!(message("a.csv", "").contains("is empty"));
    assert!(message("a.csv", "id,.id,name\nx.a,1,A\n").contains("the column `.id` has no effect"));
    assert!(message("a.txt", "id\n").contains("add --input"));
    assert!(message("a.ndjson", "[1]\n").contains("line 1: expected a JSON object"));
    home.odoo(&["--mock", "import", "res.partner", "none.csv", "-y"])
        .failed(6);
    fs::write(home.path("a.csv"), "id,name\nx.a,A\n").unwrap();
    home.odoo(&["--mock", "import", "res.partner", "a.csv"])
        .failed(8);
    let dry = home.odoo(&["--mock", "import", "res.partner", "a.csv", "--dry-run"]);
    assert!(dry.err.contains("nothing is written: --dry-run"), "{dry:?}");
    assert!(dry.err.contains("only the file was checked"), "{dry:?}");
    assert!(dry.out.contains("imported  0\n"), "{dry:?}");
    let stdin = finish(
        &mut home.command(&[
            "--mock",
            "import",
            "res.partner",
            "-",
            "--input",
            "csv",
            "-y",
            "-o",
            "csv",
        ]),
        "id,name\nx.a,A\n",
    );
    assert!(stdin.ok().ends_with("1,1,0,0\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_that_was_cut_off_is_resumed() {
    let world = World::version(19);
    let server = Server::start(&world).await.unwrap();
    let url = server.url();
    let home = Home::new();
    let row = |number: u32| match number {
        // The server refuses one in the first batch, and one in the third, whose response is lost.
        7 | 1_007 => format!("x.tag_{number},Tag {number},red"),
        // Refused while the third batch begins.
        1_001 => format!(",Tag {number},1"),
        _ => format!("x.tag_{number},Tag {number},1"),
    };
    let rows: Vec<String> = (1..=2_000).map(row).collect();
    let text = format!("id,name,color\n{}\n", rows.join("\n"));
    fs::write(home.path("tags.csv"), &text).unwrap();
    let import = |home: Home, url: String, resume: bool| async move {
        let ran = tokio::task::spawn_blocking(move || {
            let mut arguments = vec!["import", "res.partner.category", "tags.csv", "-y"];
            arguments.extend(["--refused", "bad.csv", "-o", "ndjson"]);
            arguments.extend(resume.then_some("--resume"));
            let ran = finish(&mut with_server(&home, &url, &arguments), "");
            (home, ran)
        });
        ran.await.unwrap()
    };
    // The third batch is done, and its answer is lost. The first batch takes two calls, because a row is refused.
    let failing = world.fail(
        When::nth(5).of("res.partner.category.load"),
        Failure::CutAfterCommit,
    );
    let (home, ran) = import(home, url.clone(), false).await;
    assert_eq!((ran.code, failing.hits()), (3, 1), "{ran:?}");
    let sentence = "1001 rows are done, and the next batch may be: importing a row again changes nothing. Run the same command with `--resume` for the rest";
    assert!(ran.err.contains(sentence), "{ran:?}");
    let bad = |home: &Home| fs::read_to_string(home.path("bad.csv")).unwrap();
    let two = "id,name,color\nx.tag_7,Tag 7,red\n,Tag 1001,1\n";
    assert_eq!(bad(&home), two);
    drop(failing);
    // A corrected row would be skipped.
    fs::write(home.path("tags.csv"), text.replacen("red", "2", 1)).unwrap();
    let (home, ran) = import(home, url.clone(), true).await;
    assert!(
        ran.failed(2)
            .contains("the first 1001 rows have changed since the interrupted import")
    );
    fs::write(home.path("tags.csv"), "id,name,color\n").unwrap();
    let (home, ran) = import(home, url.clone(), true).await;
    assert!(ran.failed(2).contains("have changed since the interrupted"));
    fs::write(home.path("tags.csv"), text).unwrap();
    let (home, ran) = import(home, url.clone(), true).await;
    assert_eq!(
        ran.out, "{\"rows\":2000,\"imported\":998,\"refused\":3,\"skipped\":1001}\n",
        "{ran:?}"
    );
    assert_eq!(ran.code, 7);
    assert_eq!(bad(&home), format!("{two}x.tag_1007,Tag 1007,red\n"));
    let domain = json!([["name", "=like", "Tag %"]]);
    assert_eq!(world.search("res.partner.category", domain).len(), 1_997);
    assert!(!home.path("tags.csv.odoo-import").exists());
    // A journal of something else is not gone by.
    let journal = "{\"place\": [], \"rows\": 5, \"refused\": 0, \"digest\": 0}";
    fs::write(home.path("tags.csv.odoo-import"), journal).unwrap();
    let (_, ran) = import(home, url, true).await;
    assert!(ran.failed(2).contains("is of another import"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_that_is_terminated_keeps_its_refused_rows() {
    let world = World::version(19);
    let server = Server::start(&world).await.unwrap();
    let home = Home::new();
    fs::write(home.path("tags.csv"), "id,name\n,A\nx.b,B\nx.c,C\nx.d,D\n").unwrap();
    let _slow = world.fail(
        When::nth(2).of("res.partner.category.load"),
        Failure::Delay(Duration::from_secs(20)),
    );
    let arguments = ["import", "res.partner.category", "tags.csv", "-y"];
    let arguments = [&arguments[..], &["--batch", "1", "--refused", "bad.csv"]].concat();
    let mut command = with_server(&home, &server.url(), &arguments);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let child = command.spawn().unwrap();
    let journal = home.path("tags.csv.odoo-import");
    for _ in 0..1_000 {
        if journal.exists() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let sent = Command::new("kill")
        .args(["-TERM", &child.id().to_string()])
        .status();
    assert!(sent.unwrap().success());
    let ran = tokio::task::spawn_blocking(move || child.wait_with_output().unwrap());
    let ran = ran.await.unwrap();
    assert_eq!(ran.status.code(), Some(143), "{ran:?}");
    assert_eq!(
        fs::read_to_string(home.path("bad.csv")).unwrap(),
        "id,name\n,A\n"
    );
    let left = fs::read_dir(home.path(".")).unwrap();
    let left: Vec<_> = left.map(|entry| entry.unwrap().path()).collect();
    let is_part = |path: &std::path::PathBuf| path.extension().is_some_and(|end| end == "part");
    assert!(!left.iter().any(is_part), "{left:?}");
}
