//! The program `odoo` on real servers, found in the same way as in the behaviour suite.
#![allow(
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test program, which talks to people"
)]

// Not everything of it is used here.
#[allow(dead_code, reason = "shared with the tests in memory")]
#[path = "cli/program.rs"]
mod program;

use std::{fs, process::ExitCode, sync::Arc};

use libtest_mimic::{Arguments, Trial};
use odoo_tests::server::Server;

use crate::program::{Home, Ran, finish};

/// A server, and a secret that lets in.
struct Place {
    server: Arc<Server>,
    by_key: bool,
    home: Home,
    /// What the names of records begin with.
    mark: String,
}

type Task = fn(&Place);

const TASKS: [(&str, Task); 7] = [
    ("whoami", whoami),
    ("reads", reads),
    ("groups", groups),
    ("mistakes", mistakes),
    ("writes", writes),
    ("transfer", transfer),
    ("shell", shell),
];

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let servers = Server::all();
    let mut trials = Vec::new();
    for server in &servers {
        let server = Arc::new(server.clone());
        let secrets: &[bool] = if server.api_key.is_some() {
            &[false, true]
        } else {
            &[false]
        };
        for &by_key in secrets {
            let secret = if by_key { "key" } else { "password" };
            for (name, task) in TASKS {
                let server = Arc::clone(&server);
                let title = format!("{}::{secret}::odoo_{name}", server.name);
                trials.push(Trial::test(title, move || {
                    let home = Home::new();
                    let mark = format!("cli_{name}_{secret}_{}", std::process::id());
                    task(&Place {
                        server,
                        by_key,
                        home,
                        mark,
                    });
                    Ok(())
                }));
            }
        }
    }
    if servers.is_empty() {
        println!("no Odoo server was met, so the live tests are ignored");
        let skipped = |(name, _): (&str, Task)| {
            let title = format!("no-server::odoo_{name}");
            Trial::test(title, || Ok(()))
                .with_kind("skipped: no server was met")
                .with_ignored_flag(true)
        };
        trials.extend(TASKS.map(skipped));
    }
    let conclusion = libtest_mimic::run(&arguments, trials);
    for server in &servers {
        println!("server met: {} at {}", server.name, server.url);
    }
    conclusion.exit_code()
}

impl Place {
    fn with_input(&self, arguments: &[&str], input: &str) -> Ran {
        let server = &self.server;
        let mut command = self.home.command(arguments);
        command.envs([
            ("ODOO_URL", &server.url),
            ("ODOO_DB", &server.database),
            ("ODOO_LOGIN", &server.login),
        ]);
        command.envs([("ODOO_WRITABLE", "1"), ("ODOO_ALLOW_PLAIN_HTTP", "1")]);
        match &server.api_key {
            Some(key) if self.by_key => command.env("ODOO_API_KEY", key),
            _ => command.env("ODOO_PASSWORD", &server.password),
        };
        finish(&mut command, input)
    }

    fn odoo(&self, arguments: &[&str]) -> Ran {
        self.with_input(arguments, "")
    }

    /// A domain of the records of this test.
    fn own(&self) -> String {
        format!("[('name', '=like', '{}%')]", self.mark)
    }
}

fn whoami(place: &Place) {
    let json = place.odoo(&["whoami", "-o", "ndjson"]).ok();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["login"], place.server.login.as_str());
    assert!(
        json["id"].as_i64().unwrap() > 0 && json["name"].is_string(),
        "{json}"
    );
    assert!(place.odoo(&["ping"]).ok().contains("version"));
}

fn reads(place: &Place) {
    let read = place
        .odoo(&[
            "read",
            "res.country",
            "base.be,base.fr",
            "name",
            "code",
            "currency_id.name",
            "-o",
            "csv",
        ])
        .ok();
    assert_eq!(
        read,
        "name,code,currency_id.name\nBelgium,BE,EUR\nFrance,FR,EUR\n"
    );
    let found = place
        .odoo(&[
            "search",
            "res.country",
            "[('code', 'in', ['BE', 'FR'])]",
            "code",
            "--order",
            "code desc",
            "-o",
            "ndjson",
        ])
        .ok();
    assert_eq!(found, "{\"code\":\"FR\"}\n{\"code\":\"BE\"}\n");
    let all = place
        .odoo(&["search", "res.country", "id", "--all", "-o", "csv"])
        .ok();
    let count: usize = place
        .odoo(&["count", "res.country"])
        .ok()
        .trim()
        .parse()
        .unwrap();
    assert_eq!(all.lines().count(), count + 1);
    assert!(
        place
            .odoo(&["fields", "res.partner", "country_id", "-o", "csv"])
            .ok()
            .contains("many2one")
    );
}

fn groups(place: &Place) {
    let groups = place
        .odoo(&[
            "group",
            "res.country",
            "currency_id",
            "[('code', 'in', ['BE', 'FR', 'GB'])]",
            "id:count",
            "--order",
            "count desc",
            "-o",
            "csv",
        ])
        .ok();
    assert_eq!(groups, "currency_id,count,id:count\nEUR,2,2\nGBP,1,1\n");
}

fn mistakes(place: &Place) {
    let message = |arguments: &[&str]| place.odoo(arguments).failed(2);
    assert!(message(&["search", "res.partnr"]).contains("did you mean `res.partner`?"));
    assert!(message(&["search", "res.partner", "nmae"]).contains("did you mean `name`?"));
    assert!(message(&["count", "res.partner", "[('country_id.cod', '=', 'BE')]"]).contains("^^^^"));
    let refused = place
        .odoo(&["create", "res.partner.category", "color=1", "-y"])
        .failed(1);
    assert!(refused.contains("the server refused it"), "{refused}");
    assert_eq!(
        refused
            .lines()
            .filter(|line| line.starts_with("odoo:"))
            .count(),
        1,
        "{refused}"
    );
}

fn writes(place: &Place) {
    let name = format!("name={}", place.mark);
    let id = place
        .odoo(&["create", "res.partner.category", &name, "color=3", "-y"])
        .ok();
    let id = id.trim();
    place
        .odoo(&["write", "res.partner.category", id, "color=5", "-y"])
        .ok();
    let read = place
        .odoo(&["read", "res.partner.category", id, "color", "-o", "csv"])
        .ok();
    assert_eq!(read, "color\n5\n");
    let shown = place.odoo(&["unlink", "res.partner.category", &place.own()]);
    assert!(shown.failed(8).contains(&format!("{id} {}", place.mark)));
    assert_eq!(
        place
            .odoo(&["unlink", "res.partner.category", &place.own(), "-y"])
            .ok(),
        "deleted  1\n"
    );
    let missing = place
        .odoo(&["unlink", "res.partner.category", id, "-y"])
        .failed(1);
    assert!(missing.contains("has no record"), "{missing}");
}

fn transfer(place: &Place) {
    let mark = &place.mark;
    let text = format!(
        "id,name,color,parent_id/id\n{mark}.a,{mark} A,1,\n{mark}.b,{mark} B,red,\n{mark}.c,\"{mark}, C\",2,{mark}.a\n"
    );
    fs::write(place.home.path("tags.csv"), &text).unwrap();
    let import = ["import", "res.partner.category", "tags.csv", "-y"];
    for _ in 0..2 {
        let ran = place.odoo(&import);
        assert_eq!(ran.code, 7, "{ran:?}");
        assert!(
            ran.err
                .contains(&format!("row 2 ({mark}.b): field `color`")),
            "{ran:?}"
        );
    }
    let export = place
        .odoo(&[
            "export",
            "res.partner.category",
            &place.own(),
            "name",
            "color",
            "parent_id/id",
        ])
        .ok();
    assert_eq!(
        export,
        format!(
            "id,name,color,parent_id/id\n{mark}.a,{mark} A,1,\n{mark}.c,\"{mark}, C\",2,{mark}.a\n"
        )
    );
    place
        .odoo(&[
            "unlink",
            "res.partner.category",
            &format!("{mark}.c,{mark}.a"),
            "-y",
        ])
        .ok();
}

fn shell(place: &Place) {
    let lines = "count res.country [('code', '=', 'BE')]\n\\dt res.country\nread res.country base.be code -o csv\n";
    let out = place.with_input(&["shell"], lines).ok();
    assert!(
        out.starts_with("1\n") && out.ends_with("code\nBE\n"),
        "{out}"
    );
}
