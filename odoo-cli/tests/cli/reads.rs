//! One-shot reads on the Odoo in memory.

use std::{io::Read as _, process::Stdio, time::Instant};

use crate::program::{Home, finish, mock};

const COMPANIES: &str = "[('is_company', '=', True), ('country_id.code', 'in', ['BE', 'FR'])]";

#[test]
fn a_search_shows_fields_by_path() {
    let table = mock(&[
        "search",
        "res.partner",
        COMPANIES,
        "name",
        "country_id.code",
        "--order",
        "name",
    ])
    .ok();
    assert_eq!(
        table,
        "name           country_id.code\n─────────────  ───────────────\nAcme           BE\n\
         Cobalt Mining  FR\nÉcho Conseil   FR\n"
    );
    let lists = mock(&[
        "search",
        "res.partner",
        "[('name', '=', 'Acme')]",
        "child_ids.name,email",
        "-o",
        "ndjson",
    ]);
    assert_eq!(
        lists.ok(),
        "{\"child_ids.name\":[\"Jo Peeters\"],\"email\":\"info@acme.example\"}\n"
    );
}

#[test]
fn every_format_has_the_same_values() {
    let run = |format: &str| {
        mock(&[
            "search",
            "res.partner",
            COMPANIES,
            "name",
            "email",
            "--order",
            "name",
            "-n",
            "2",
            "-o",
            format,
        ])
        .ok()
    };
    assert_eq!(
        run("csv"),
        "name,email\nAcme,info@acme.example\nCobalt Mining,\n"
    );
    assert_eq!(
        run("tsv"),
        "name\temail\nAcme\tinfo@acme.example\nCobalt Mining\t\n"
    );
    assert_eq!(
        run("json"),
        "[\n{\"name\":\"Acme\",\"email\":\"info@acme.example\"},\n{\"name\":\"Cobalt Mining\",\"email\":null}\n]\n"
    );
    let rows: Vec<serde_json::Value> = run("ndjson")
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(rows.len(), 2);
}

#[test]
fn nothing_found_is_an_empty_list_and_no_failure() {
    let none = "[('name', '=', 'nobody')]";
    assert_eq!(
        mock(&["search", "res.partner", none, "-o", "json"]).ok(),
        "[]\n"
    );
    assert_eq!(
        mock(&["search", "res.partner", none, "name", "-o", "csv"]).ok(),
        "name\n"
    );
    assert_eq!(
        mock(&["search", "res.partner", none, "-o", "ndjson"]).ok(),
        ""
    );
    assert_eq!(mock(&["count", "res.partner", none]).ok(), "0\n");
}

#[test]
fn the_domain_may_be_json_and_the_context_finds_archived_records() {
    let json = r#"[["name", "=", "Acme"]]"#;
    assert_eq!(mock(&["count", "res.partner", json]).ok(), "1\n");
    let all = |option: &[&str]| mock(&[&["count", "res.currency"], option].concat()).ok();
    assert_ne!(all(&[]), all(&["--archived"]));
    assert_eq!(
        all(&["--archived"]),
        all(&["--context", r#"{"active_test": false}"#])
    );
}

#[test]
fn eighty_records_are_shown_unless_the_command_says_otherwise() {
    let usual = mock(&["search", "res.country", "code", "-o", "csv"]);
    assert!(
        usual.err.contains("the first 80 records are shown"),
        "{usual:?}"
    );
    assert_eq!(usual.out.lines().count(), 81);
    let all = mock(&["search", "res.country", "code", "-o", "csv", "--all"]);
    assert_eq!(all.err, "");
    assert!(all.out.lines().count() > 240, "{}", all.out);
    let ordered = mock(&[
        "search",
        "res.country",
        "code",
        "-o",
        "csv",
        "--all",
        "--order",
        "code desc",
    ])
    .ok();
    assert!(ordered.starts_with("code\nZW\n"), "{ordered}");
    assert_eq!(ordered.lines().count(), all.out.lines().count());
}

#[test]
fn records_are_read_by_ids_and_external_ids() {
    let read = mock(&[
        "read",
        "res.country",
        "base.be,base.fr",
        "name",
        "code",
        "-o",
        "csv",
    ])
    .ok();
    assert_eq!(read, "name,code\nBelgium,BE\nFrance,FR\n");
    let missing = mock(&["read", "res.partner", "1,999999", "-o", "csv"]);
    assert_eq!(missing.code, 1);
    assert!(
        missing.err.contains("1 of 2 records do not exist"),
        "{missing:?}"
    );
    let unknown = mock(&["read", "res.country", "base.xx"]).failed(1);
    assert!(
        unknown.contains("external id `base.xx` not found"),
        "{unknown}"
    );
    let other = mock(&["read", "res.partner", "base.be"]).failed(1);
    assert!(other.contains("is a record of `res.country`"), "{other}");
    mock(&["read", "res.partner", "0"]).failed(2);
}

#[test]
fn fields_are_listed_by_pattern() {
    let list = mock(&["fields", "res.partner", "country_*", "-o", "csv"]).ok();
    assert!(
        list.contains("country_id,many2one,Country,res.country,false,false,true,true"),
        "{list}"
    );
    let unknown = mock(&["fields", "res.partner", "emial"]).failed(2);
    assert_eq!(
        unknown,
        "odoo: `res.partner` has no field `emial`; did you mean `email`?\n"
    );
}

#[test]
fn groups_are_the_same_in_each_version() {
    for version in 14..=19 {
        let home = Home::new();
        let version = format!("--mock={version}");
        let groups = home.odoo(&[
            &version,
            "group",
            "sale.order",
            "partner_id",
            "amount_total:sum",
            "--order",
            "count desc",
            "-o",
            "csv",
        ]);
        assert_eq!(
            groups.ok(),
            "partner_id,count,amount_total:sum\nAcme,2,420.5\nBolts & Co,1,40.0\n",
            "{version}"
        );
        let months = home
            .odoo(&[
                &version,
                "group",
                "sale.order",
                "date_order:month",
                "-o",
                "csv",
            ])
            .ok();
        assert_eq!(
            months, "date_order:month,count\nJanuary 2026,1\nFebruary 2026,2\n",
            "{version}"
        );
    }
}

#[test]
fn unknown_names_name_the_closest() {
    let message = |arguments: &[&str]| mock(arguments).failed(2);
    assert_eq!(
        message(&["search", "res.partnr"]),
        "odoo: the server has no model `res.partnr`; did you mean `res.partner`?\n"
    );
    assert_eq!(
        message(&["count", "res.partnr"]),
        message(&["search", "res.partnr"])
    );
    assert_eq!(
        message(&["search", "res.partner", "nmae"]),
        "odoo: `res.partner` has no field `nmae`; did you mean `name`?\n"
    );
    let path = message(&["search", "res.partner", "country_id.cod"]);
    assert_eq!(
        path,
        "odoo: `res.country` has no field `cod`; did you mean `code`?\n"
    );
    let order = message(&["search", "res.partner", "--order", "nmae desc"]);
    assert!(order.contains("did you mean `name`?"), "{order}");
    let relation = message(&["search", "res.partner", "name.code"]);
    assert!(
        relation.contains("`name` of `res.partner` is not a relation"),
        "{relation}"
    );
    let aggregate = message(&["group", "sale.order", "state", "amount_total:sun"]);
    assert!(aggregate.contains("did you mean `sum`?"), "{aggregate}");
}

#[test]
fn a_mistake_in_a_domain_is_marked() {
    let message = |domain: &str| mock(&["count", "res.partner", domain]).failed(2);
    assert_eq!(
        message("[('nmae', '=', 'Acme')]"),
        "odoo: `res.partner` has no field `nmae`; did you mean `name`?\n  [('nmae', '=', 'Acme')]\n     ^^^^\n"
    );
    assert_eq!(
        message("[('country_id.cod', '=', 'BE')]"),
        "odoo: `res.country` has no field `cod`; did you mean `code`?\n  [('country_id.cod', '=', 'BE')]\n     ^^^^^^^^^^^^^^\n"
    );
    let syntax = message("[('name', '=', 'Acme')");
    assert!(
        syntax.ends_with("\n  [('name', '=', 'Acme')\n                        ^\n"),
        "{syntax}"
    );
    let operator = message("[('name', 'ilik', 'a')]");
    assert!(operator.contains("did you mean `ilike`?"), "{operator}");
    let old = [
        "--mock=14",
        "count",
        "res.partner",
        "[('display_name', '=', 'a')]",
    ];
    let searchable = Home::new().odoo(&old).failed(2);
    assert!(searchable.contains("cannot be searched"), "{searchable}");
}

#[test]
fn wrong_usage_is_exit_code_2() {
    for arguments in [
        &["search"][..],
        &["sarch", "res.partner"],
        &["search", "res.partner", "-o", "xml"],
        &["search", "res.partner", "--context", "[1]"],
        &["search", "res.partner", "[]", "[]"],
        &["count", "res.partner", "name"],
    ] {
        mock(arguments).failed(2);
    }
}

#[test]
fn a_closed_pipe_is_silent() {
    let home = Home::new();
    let mut command = home.command(&[
        "--mock",
        "search",
        "res.country",
        "--all",
        "-o",
        "ndjson",
        "name",
    ]);
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut message = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut message)
        .unwrap();
    assert_eq!(message, "");
    assert_eq!(child.wait().unwrap().code(), Some(141));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_one_sentence() {
    let home = Home::new();
    let runs: [&[&str]; 4] = [
        &["--mock", "search", "res.country"],
        &["search", "--help"],
        &["--version"],
        &["man"],
    ];
    for arguments in runs {
        let full = std::fs::File::create("/dev/full").unwrap();
        let mut command = home.command(arguments);
        let child = command.stdout(full).stderr(Stdio::piped()).spawn().unwrap();
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(6), "{arguments:?}");
        let message = String::from_utf8(output.stderr).unwrap();
        assert!(
            message.starts_with("odoo: cannot write the output: No space left"),
            "{message}"
        );
    }
}

#[test]
fn output_that_is_no_terminal_has_no_colors() {
    let text = mock(&["search", "res.partner", "name"]).ok();
    assert!(!text.contains('\u{1b}'), "{text}");
}

#[test]
fn a_time_limit_and_a_language_are_taken() {
    let home = Home::new();
    let begun = Instant::now();
    let arguments = [
        "--mock",
        "count",
        "res.partner",
        "--timeout",
        "30",
        "--lang",
        "en_US",
        "--tz",
        "Europe/Brussels",
    ];
    finish(&mut home.command(&arguments), "").ok();
    assert!(begun.elapsed().as_secs() < 30);
}

#[test]
fn a_condition_without_brackets_is_not_taken_for_a_field() {
    let message = mock(&["search", "res.partner", "name = 'Acme'"]).failed(2);
    assert!(
        message.contains("write a domain in brackets, such as [('name', '=', 'Acme')]"),
        "{message}"
    );
}
