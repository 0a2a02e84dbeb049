//! Import: refused rows, bad input, interruptions.

use std::{
    fs,
    process::{Command, Stdio},
    time::Duration,
};

use odoo_mock::{Failure, Server, When, World};
use serde_json::json;

use crate::{
    program::{Home, finish},
    served::with_server,
};

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
