//! The page on the command line: each of its commands runs, and its output is as the page has it.
//!
//! `UPDATE_DOCS=1` writes the output into the page.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::program::{Home, Ran, finish};

fn page() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/cli.md")
}

#[test]
fn every_command_of_the_page_has_its_output() {
    let text = fs::read_to_string(page()).unwrap();
    let home = Home::new();
    let mut is = String::new();
    let (mut block, mut count) = (None, 0);
    for line in text.lines() {
        match (line, block) {
            ("```console", None) => block = Some("console"),
            ("```session", None) => block = Some("session"),
            ("```", Some(_)) => block = None,
            _ => {}
        }
        let command = match block {
            Some("console") => line.strip_prefix("$ "),
            Some("session") => line.strip_prefix("mock# "),
            _ => None,
        };
        // What is neither a command nor the page's text is the output of a command before.
        if command.is_none() && block.is_some() && !line.starts_with("```") {
            continue;
        }
        is.push_str(line);
        is.push('\n');
        let Some(command) = command else {
            continue;
        };
        count += 1;
        let ran = if block == Some("console") {
            shell(&home, command)
        } else {
            session(&home, command, &is)
        };
        // Paths of the home are the reader's own.
        let out = (ran.err + &ran.out).replace(&home.path("").display().to_string(), "~/");
        let lines = out.lines().map(|line| format!("{}\n", line.trim_end()));
        is.extend(lines);
    }
    assert!(count > 25, "{count} commands");
    if env::var_os("UPDATE_DOCS").is_some() {
        fs::write(page(), &is).unwrap();
        return;
    }
    for (is, page) in is.lines().zip(text.lines()) {
        assert_eq!(page, is, "run with UPDATE_DOCS=1 after an intended change");
    }
    assert_eq!(text.lines().count(), is.lines().count());
}

/// Runs a line of the page as a shell does, with `odoo` in memory.
fn shell(home: &Home, line: &str) -> Ran {
    let mut command = Command::new("sh");
    let script = format!(
        "odoo() {{ '{}' --mock \"$@\"; }}\n{line}",
        env!("CARGO_BIN_EXE_odoo")
    );
    command
        .env_clear()
        .env("HOME", home.path(""))
        .env("PATH", env::var_os("PATH").unwrap());
    command.current_dir(home.path("")).args(["-c", &script]);
    finish(&mut command, "")
}

/// Runs the session up to this line, and keeps the last output.
fn session(home: &Home, line: &str, before: &str) -> Ran {
    let begin = before.rfind("```session").unwrap();
    let lines = before[begin..]
        .lines()
        .filter_map(|line| line.strip_prefix("mock# "));
    let lines: Vec<&str> = lines.collect();
    let run = |lines: &[&str]| {
        finish(
            &mut home.command(&["--mock", "shell"]),
            &format!("{}\n", lines.join("\n")),
        )
    };
    let earlier = run(&lines[..lines.len() - 1]).ok();
    assert_eq!(lines.last(), Some(&line));
    let all = run(&lines);
    Ran {
        out: all.out.strip_prefix(&earlier).unwrap().to_owned(),
        ..all
    }
}

#[test]
fn every_command_and_option_is_on_the_page_or_in_the_help() {
    let text = fs::read_to_string(page()).unwrap();
    let home = Home::new();
    let help = home.odoo(&["--help"]).ok();
    let commands = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let commands: Vec<&str> = commands
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert!(commands.len() > 15, "{commands:?}");
    for command in commands {
        let is_there = text.contains(&format!("odoo {command} "))
            || text.contains(&format!("odoo {command}\n"));
        assert!(
            is_there || command == "shell",
            "{command} is not on the page"
        );
        let help = home.odoo(&[command, "--help"]).ok();
        assert!(help.contains("Usage: odoo"), "{help}");
    }
}

#[cfg(unix)]
#[test]
fn completions_and_the_man_page_are_generated() {
    let home = Home::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = home.odoo(&["completions", shell]).ok();
        assert!(
            script.contains("odoo") && script.contains("search"),
            "{shell}"
        );
    }
    let page = home.odoo(&["man"]).ok();
    for part in [".TH odoo 1", "odoo search", "\\-\\-dry\\-run", "Exit codes"] {
        assert!(page.contains(part), "{part}");
    }
}
