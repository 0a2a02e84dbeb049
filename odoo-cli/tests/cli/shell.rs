//! The shell: by lines from a pipe, and in a terminal with keys and a screen.

use std::{
    fs,
    process::Command,
    time::{Duration, Instant},
};

use crate::program::{Home, Ran, finish};

/// Runs the shell with these lines.
fn shell(home: &Home, lines: &str) -> Ran {
    finish(&mut home.command(&["--mock", "shell"]), lines)
}

#[test]
fn lines_are_the_commands_of_the_command_line() {
    let home = Home::new();
    let out = shell(&home, "count res.partner [('name', '=', 'Acme')]\nsearch res.partner [\n  ('name', '=', 'Acme')\n] name -o csv\n").ok();
    assert_eq!(out, "1\nname\nAcme\n");
}

#[test]
fn writes_stay_for_the_next_line() {
    let out = shell(&Home::new(), "create res.partner name=\"New Corp\" -y\nsearch res.partner [('name', '=', 'New Corp')] name -o csv\n").ok();
    assert!(out.ends_with("name\nNew Corp\n"), "{out}");
}

#[test]
fn without_a_terminal_the_first_failure_ends_the_shell() {
    let ran = shell(&Home::new(), "count res.partnr\ncount res.partner\n");
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert_eq!(
        ran.err,
        "odoo: the server has no model `res.partnr`; did you mean `res.partner`?\n"
    );
    let unknown = shell(&Home::new(), "\\tming\n").failed(2);
    assert_eq!(
        unknown,
        "odoo: unknown command \\tming; did you mean `\\timing`?\n"
    );
    let usage = shell(&Home::new(), "sarch res.partner\n").failed(2);
    assert!(
        usage.starts_with("odoo: unrecognized subcommand 'sarch'"),
        "{usage}"
    );
    assert_eq!(usage.lines().count(), 1, "{usage}");
    let open = shell(&Home::new(), "count res.partner [('name', '=', 'Acme')\n").failed(2);
    assert!(open.contains("is not closed"), "{open}");
    let nested = shell(&Home::new(), "shell\n").failed(2);
    assert!(nested.contains("this is the shell already"), "{nested}");
    let other = shell(&Home::new(), "count res.partner -p prod\n").failed(2);
    assert!(other.contains("\\c NAME"), "{other}");
}

#[test]
fn commands_with_a_backslash() {
    let home = Home::new();
    let out = |lines: &str| shell(&home, lines).ok();
    assert!(out("\\d res.country\n").contains("code"));
    let models = out("\\dt res.country*\n");
    assert!(
        models.contains("res.country.state") && !models.contains("res.partner"),
        "{models}"
    );
    assert!(
        out("\\x\nsearch res.country [('code', '=', 'BE')] name code\n")
            .ends_with("-- 1\nname  Belgium\ncode  BE\n")
    );
    assert!(out("\\timing\ncount res.country\n").contains("Time: "));
    assert!(
        out("\\f csv\nsearch res.country [('code', '=', 'BE')] name\n")
            .ends_with("name\nBelgium\n")
    );
    assert!(out("\\conninfo\n").contains("Odoo 19 in memory"));
    assert!(out("\\c mock=14\nwhoami\n").contains("version    14"));
    assert!(out("\\h search\n").contains("--order"));
    assert_eq!(out("\\q\ncount res.partner\n"), "");
    let help = out("\\?\n");
    for name in [
        "\\d", "\\dt", "\\c", "\\x", "\\timing", "\\o", "\\watch", "\\e", "\\q",
    ] {
        assert!(help.contains(&format!("  {name} ")), "{name}");
    }
    out("\\o result.csv\n\\f csv\nsearch res.country [('code', '=', 'BE')] name\n\\o\n");
    assert_eq!(
        fs::read_to_string(home.path("result.csv")).unwrap(),
        "name\nBelgium\n"
    );
    let shown = out("\\o result.csv\n\\o -\ncount res.country\n");
    assert!(shown.trim().parse::<u32>().is_ok(), "{shown}");
    assert!(!home.path("-").exists());
}

#[cfg(unix)]
#[test]
fn the_last_command_is_edited() {
    let home = Home::new();
    let script = home.path("editor");
    fs::write(&script, "#!/bin/sh\nsed -i s/BE/FR/ \"$1\"\n").unwrap();
    crate::program::mode(&script, 0o700);
    let mut command = home.command(&["--mock", "shell"]);
    command.env("EDITOR", &script);
    let out = finish(
        &mut command,
        "search res.country [('code', '=', 'BE')] name -o csv\n\\e\n",
    )
    .ok();
    assert!(out.ends_with("name\nFrance\n"), "{out}");
}

/// A terminal of its own, whose screen can be read.
struct Terminal {
    socket: String,
}

impl Terminal {
    /// `None` without tmux, with a message.
    fn start(home: &Home, width: u32) -> Option<Self> {
        if Command::new("tmux").arg("-V").output().is_err() {
            println!("skipped: tmux is not installed");
            return None;
        }
        let terminal = Terminal {
            socket: home.path("tmux").display().to_string(),
        };
        let home = home.path("");
        let environment = ["HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"].map(|name| match name {
            "HOME" => format!("{name}={}", home.display()),
            name => format!("{name}="),
        });
        let program = format!(
            "env {} '{}' --mock shell",
            environment.join(" "),
            env!("CARGO_BIN_EXE_odoo")
        );
        let width = width.to_string();
        terminal.tmux(&[
            "-f",
            "/dev/null",
            "new-session",
            "-d",
            "-x",
            &width,
            "-y",
            "40",
            &program,
        ]);
        Some(terminal)
    }

    fn tmux(&self, arguments: &[&str]) -> String {
        let output = Command::new("tmux")
            .arg("-S")
            .arg(&self.socket)
            .args(arguments)
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{arguments:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).unwrap()
    }

    fn keys(&self, text: &str) {
        self.tmux(&["send-keys", "-l", text]);
    }

    fn press(&self, key: &str) {
        self.tmux(&["send-keys", key]);
    }

    fn line(&self, text: &str) {
        self.keys(text);
        self.press("Enter");
    }

    /// The screen, once it is as expected.
    #[track_caller]
    fn screen(&self, expected: impl Fn(&str) -> bool) -> String {
        let begun = Instant::now();
        loop {
            let screen = self.tmux(&["capture-pane", "-p"]);
            if expected(&screen) {
                return screen;
            }
            assert!(begun.elapsed() < Duration::from_secs(60), "{screen}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = Command::new("tmux")
            .args(["-S", &self.socket, "kill-server"])
            .output();
    }
}

#[test]
fn a_person_completes_searches_and_goes_back_in_the_history() {
    let home = Home::new();
    let Some(terminal) = Terminal::start(&home, 60) else {
        return;
    };
    terminal.screen(|screen| screen.contains("mock#"));
    // Commands, models, fields and paths are completed.
    terminal.keys("sea");
    terminal.press("Tab");
    terminal.screen(|screen| screen.contains("mock# search"));
    terminal.keys(" res.country.s");
    terminal.press("Tab");
    terminal.screen(|screen| screen.contains("search res.country.state"));
    terminal.press("C-u");
    terminal.keys("search res.partner [('is_comp");
    terminal.press("Tab");
    terminal.screen(|screen| screen.contains("[('is_company"));
    terminal.line("', '=', True)] name email country_id.name street comment id -n 2");
    let screen = terminal.screen(|screen| screen.contains("(2 records)"));
    assert!(
        screen.contains('…') || screen.lines().all(|line| line.chars().count() <= 60),
        "{screen}"
    );
    // A mistake is marked, and the shell goes on.
    terminal.line("count res.partner [('nmae', '=', 1)]");
    let screen = terminal.screen(|screen| screen.contains("^^^^"));
    let joined = screen.replace('\n', "");
    assert!(joined.contains("did you mean `name`?"), "{screen}");
    // A line goes on while a bracket is open.
    terminal.line("count res.country [");
    terminal.line("('code', '=', 'BE')]");
    terminal.screen(|screen| screen.lines().any(|line| line.trim() == "1"));
    // A write asks; no is the answer unless it is yes.
    terminal.line("unlink res.partner demo.jo");
    terminal.screen(|screen| screen.contains("go on? [y/N]"));
    terminal.line("n");
    terminal.screen(|screen| screen.contains("nothing was written: not confirmed"));
    // The history.
    terminal.press("Up");
    terminal.screen(|screen| screen.trim_end().ends_with("unlink res.partner demo.jo"));
    terminal.press("Enter");
    terminal.screen(|screen| screen.trim_end().ends_with("go on? [y/N]"));
    terminal.line("y");
    terminal.screen(|screen| screen.contains("deleted  1"));
    // Ctrl-C discards a line and ends a command that repeats; Ctrl-D ends the shell.
    terminal.keys("nonsense");
    terminal.press("C-c");
    terminal.line("count res.partner.category");
    terminal.line("\\watch 0.2");
    terminal.screen(|screen| {
        screen
            .lines()
            .rev()
            .take_while(|line| !line.contains("watch"))
            .filter(|line| line.trim() == "2")
            .count()
            >= 3
    });
    terminal.press("C-c");
    terminal.screen(|screen| screen.trim_end().ends_with("mock#"));
    terminal.press("C-d");
    let begun = Instant::now();
    while Command::new("tmux")
        .args(["-S", &terminal.socket, "has-session"])
        .output()
        .unwrap()
        .status
        .success()
    {
        assert!(begun.elapsed() < Duration::from_secs(30));
        std::thread::sleep(Duration::from_millis(50));
    }
    let history = fs::read_to_string(home.path(".local/state/odoo/history")).unwrap();
    assert!(history.contains("unlink res.partner demo.jo"), "{history}");
}
