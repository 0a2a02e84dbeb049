//! The guide about compile errors: its messages are the recorded ones.
//!
//! A comment such as `<!-- writes/id.stderr: this field -->` in the guide names a file of the compile tests and how the error begins. The
//! text after it is that error. `UPDATE_DOCS=1` writes it, and the picture of an error in the README.

#![allow(
    clippy::unwrap_used,
    reason = "a page that cannot be read fails the test"
)]

use std::{env, fs, path::Path};

#[test]
fn no_message_names_a_hidden_item() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("compile");
    let mut folders = vec![root.join("ui"), root.join("schema")];
    let mut count = 0;
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "stderr") {
                let text = fs::read_to_string(&path).unwrap();
                assert!(!text.contains("__private"), "{}", path.display());
                count += 1;
            }
        }
    }
    assert!(count > 60, "{count} recorded texts");
}

#[test]
fn each_message_of_the_guide_is_a_recorded_one() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let page = root.join("odoo-orm/docs/guide/compile_errors.md");
    let text = fs::read_to_string(&page).unwrap();
    let mut expected = String::new();
    let mut count = 0;
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        expected += line;
        expected += "\n";
        let Some((file, start)) = marker(line) else {
            continue;
        };
        let recorded = fs::read_to_string(root.join("tests/compile/ui").join(file)).unwrap();
        let Some(error) = recorded.split("\n\n").find(|error| begins(error, start)) else {
            panic!("{file} has no error that begins with `{start}`");
        };
        expected += "\n```text\n";
        expected += &without_bounds(error);
        expected += "```\n";
        // The text of an earlier run.
        if lines.next_if(|next| next.is_empty()).is_some() {
            if lines.next_if(|next| *next == "```text").is_some() {
                while lines.next().is_some_and(|next| next != "```") {}
            } else {
                expected += "\n";
            }
        }
        count += 1;
    }
    assert_eq!(count, 21, "the guide promises 21 mistakes");
    if env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&page, &expected).unwrap();
        return;
    }
    for (expected, line) in expected.lines().zip(text.lines()) {
        assert_eq!(
            line, expected,
            "run with UPDATE_DOCS=1 after an intended change"
        );
    }
    assert_eq!(
        text, expected,
        "run with UPDATE_DOCS=1 after an intended change"
    );
}

#[test]
fn the_picture_of_the_readme_is_a_recorded_error() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let recorded =
        fs::read_to_string(root.join("tests/compile/schema/unknown_names.stderr")).unwrap();
    let error = recorded
        .split("\n\n")
        .find(|error| begins(error, "`mobile` of `res.partner` is gone"))
        .unwrap();
    let picture = picture(error.trim_end());
    let file = root.join("docs/compile-error.svg");
    if env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&file, &picture).unwrap();
    }
    assert_eq!(
        fs::read_to_string(file).unwrap(),
        picture,
        "run with UPDATE_DOCS=1 after an intended change"
    );
}

/// A terminal with this text. What marks the place of the error is red.
fn picture(text: &str) -> String {
    let (across, down, left, top) = (8.4, 20, 16, 32);
    let columns = text.lines().map(str::len).max().unwrap_or_default();
    let width = f64::from(u16::try_from(columns).unwrap()) * across + f64::from(2 * left);
    let height = text.lines().count() * down + top;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height}\" font-family=\"monospace\" font-size=\"14\" fill=\"#ddd\">\n\
         <title>The compiler names a field that the server does not have.</title>\n\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"#1d1f21\"/>\n"
    );
    for (number, line) in text.lines().enumerate() {
        let escaped = line
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;");
        let marked = ["error", "^"]
            .into_iter()
            .find_map(|mark| Some(escaped.split_at(escaped.find(mark)?)))
            .map(|(before, rest)| {
                let end = rest
                    .find(|c: char| c != '^' && !c.is_ascii_lowercase())
                    .unwrap_or(rest.len());
                let (mark, after) = rest.split_at(end);
                format!("{before}<tspan fill=\"#f66\">{mark}</tspan>{after}")
            });
        let y = top + number * down;
        svg.extend([
            format!("<text x=\"{left}\" y=\"{y}\" xml:space=\"preserve\">"),
            marked.unwrap_or(escaped),
            "</text>\n".to_owned(),
        ]);
    }
    svg + "</svg>\n"
}

/// The file and the beginning of the error in a comment of the guide.
fn marker(line: &str) -> Option<(&str, &str)> {
    line.strip_prefix("<!-- ")?
        .strip_suffix(" -->")?
        .split_once(": ")
}

/// Whether the message of an error begins with this text. A code, such as `error[E0277]`, is not part of it.
fn begins(error: &str, start: &str) -> bool {
    error.starts_with("error")
        && error
            .split_once(": ")
            .is_some_and(|(_, message)| message.starts_with(start))
}

/// The error without the compiler's notes on where bounds and lint levels are declared, and without paths of this repository.
fn without_bounds(error: &str) -> String {
    let is_place = |line: &str| line.trim_start().starts_with("--> ");
    error
        .lines()
        .take_while(|line| {
            !line.starts_with("note: ") && !line.starts_with("help: the following other")
        })
        .filter(|line| !is_place(line))
        .fold(String::new(), |text, line| text + line + "\n")
}
