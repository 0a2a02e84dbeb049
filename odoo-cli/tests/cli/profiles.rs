//! Which server is used, and with which secret.

use std::{fs, net::TcpListener};

use odoo_mock::{Server, World};

use crate::program::{Home, finish, mock, mode};

#[test]
fn the_odoo_in_memory_answers_in_each_version() {
    let home = Home::new();
    assert!(mock(&["ping"]).ok().contains("version       19"));
    let json = home.odoo(&["--mock=14", "whoami", "-o", "json"]).ok();
    for member in [
        r#""version":"14"#,
        r#""login":"admin""#,
        r#""writable":true"#,
    ] {
        assert!(json.contains(member), "{json}");
    }
    let unknown = home.odoo(&["--mock=13", "ping"]).failed(2);
    assert_eq!(
        unknown,
        "odoo: invalid version 13 of the in-memory Odoo: expected 14 to 19\n"
    );
}

#[test]
fn without_a_server_the_message_says_how_to_name_one() {
    let message = Home::new().odoo(&["whoami"]).failed(5);
    assert!(
        message.starts_with("odoo: no server is named: set ODOO_URL"),
        "{message}"
    );
    assert_eq!(message.lines().count(), 1);
}

#[test]
fn an_added_profile_is_listed_and_comments_stay() {
    let home = Home::new();
    let path = home.profiles("# mine\n[old]\nurl = 'https://o'\ndatabase = 'o'\nlogin = 'o'\n");
    let add = [
        "profile",
        "add",
        "prod",
        "--url",
        "https://erp.example.com",
        "--database",
        "prod",
        "--login",
        "admin",
    ];
    let with_command = [
        &add[..],
        &["--secret-command", "pass show 'odoo'", "--api-key"],
    ]
    .concat();
    assert!(home.odoo(&with_command).ok().contains("added profile prod"));
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.starts_with("# mine\n[old]"), "{text}");
    assert!(
        text.contains(r#"secret-command = "pass show 'odoo'""#),
        "{text}"
    );
    #[cfg(unix)]
    {
        // A link to a file elsewhere, such as of a repository of settings, stays.
        let elsewhere = home.path("settings.toml");
        fs::rename(&path, &elsewhere).unwrap();
        std::os::unix::fs::symlink(&elsewhere, &path).unwrap();
        let linked = [&["profile", "add", "linked"], &add[3..]].concat();
        home.odoo(&linked).ok();
        assert!(path.is_symlink());
        fs::remove_file(&path).unwrap();
        fs::write(&path, &text).unwrap();
        mode(&path, 0o600);
    }
    let list = home.odoo(&["profile", "list", "-o", "csv"]).ok();
    assert_eq!(
        list,
        "name,url,database,login,writable,default\nold,https://o,o,o,false,false\n\
         prod,https://erp.example.com,prod,admin,false,false\n"
    );
    let twice = home.odoo(&add).failed(5);
    assert!(
        twice.contains("there is a profile `prod` already"),
        "{twice}"
    );
    let several = home.odoo(&["whoami"]).failed(5);
    assert!(
        several.contains("no default: choose with `-p`, one of old, prod"),
        "{several}"
    );
    let near = home.odoo(&["-p", "prodd", "whoami"]).failed(5);
    assert!(near.contains("did you mean `prod`?"), "{near}");
}

#[cfg(unix)]
#[test]
fn a_new_file_is_for_the_user_alone_and_one_that_others_can_read_is_refused() {
    use std::os::unix::fs::PermissionsExt as _;

    let home = Home::new();
    let add = [
        "profile",
        "add",
        "a",
        "--url",
        "https://a",
        "--database",
        "a",
        "--login",
        "a",
    ];
    home.odoo(&add).ok();
    let path = home.path(".config/odoo/profiles.toml");
    assert_eq!(
        fs::metadata(&path).unwrap().permissions().mode() & 0o777,
        0o600
    );
    for open in [0o644, 0o620, 0o604] {
        mode(&path, open);
        let message = home.odoo(&["whoami"]).failed(5);
        assert!(
            message.contains(&format!("(mode {open:03o}): run `chmod 600 ")),
            "{message}"
        );
    }
}

#[test]
fn a_broken_file_is_one_sentence_and_nothing_is_written() {
    let home = Home::new();
    let path = home.profiles("[prod\n");
    for arguments in [
        &["whoami"][..],
        &[
            "profile",
            "add",
            "a",
            "--url",
            "https://a",
            "--database",
            "a",
            "--login",
            "a",
        ],
    ] {
        let message = home.odoo(arguments).failed(5);
        assert!(message.contains("profiles.toml: line 1: "), "{message}");
        assert_eq!(message.lines().count(), 1, "{message}");
    }
    assert_eq!(fs::read_to_string(path).unwrap(), "[prod\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn secrets_come_from_the_environment_or_a_command() {
    let world = World::version(17);
    let server = Server::start(&world).await.unwrap();
    let url = server.url();
    let run = move || {
        let home = Home::new();
        let environment = |password: &str| {
            let mut command = home.command(&["whoami", "-o", "ndjson"]);
            command.envs([
                ("ODOO_URL", url.as_str()),
                ("ODOO_DB", "odoo"),
                ("ODOO_LOGIN", "admin"),
                ("ODOO_PASSWORD", password),
            ]);
            finish(&mut command, "")
        };
        let json = environment("admin").ok();
        assert!(json.contains(r#""writable":false"#), "{json}");
        let wrong = environment("canary").failed(4);
        assert!(
            wrong.contains("refused the login `admin` on database `odoo`"),
            "{wrong}"
        );
        assert!(!wrong.contains("canary"), "{wrong}");
        let profile = |command: &str| {
            home.profiles(&format!(
                "[p]\nurl = '{url}'\ndatabase = 'odoo'\nlogin = 'admin'\nwritable = true\nsecret-command = '{command}'\n"
            ));
            home.odoo(&["profile", "test", "p", "-o", "ndjson"])
        };
        assert!(profile("echo admin").ok().contains(r#""writable":true"#));
        let failed = profile("exit 3").failed(5);
        assert!(
            failed.contains("the `secret-command` of profile `p` failed"),
            "{failed}"
        );
    };
    tokio::task::spawn_blocking(run).await.unwrap();
}

#[test]
fn a_server_that_is_away_is_exit_code_3() {
    let home = Home::new();
    // A port that nobody listens on any more.
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let mut command = home.command(&["whoami"]);
    command.envs([
        ("ODOO_URL", format!("http://127.0.0.1:{port}").as_str()),
        ("ODOO_DB", "odoo"),
        ("ODOO_LOGIN", "admin"),
        ("ODOO_PASSWORD", "admin"),
    ]);
    let message = finish(&mut command, "").failed(3);
    assert_eq!(message.lines().count(), 1, "{message}");
}

/// Answers each request of JSON-RPC with the version of Odoo 12.
fn old_server() -> String {
    use std::io::{BufRead as _, BufReader, Read as _, Write as _};

    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            std::thread::spawn(move || {
                let mut reader = BufReader::new(stream.try_clone().unwrap());
                loop {
                    let (mut line, mut length) = (String::new(), 0);
                    while reader.read_line(&mut line).is_ok_and(|size| size > 2) {
                        if let Some(text) = line.to_lowercase().strip_prefix("content-length:") {
                            length = text.trim().parse().unwrap();
                        }
                        line.clear();
                    }
                    let mut body = vec![0; length];
                    if length == 0 || reader.read_exact(&mut body).is_err() {
                        return;
                    }
                    let id =
                        serde_json::from_slice::<serde_json::Value>(&body).unwrap()["id"].clone();
                    let version = serde_json::json!({"server_version": "12.0", "server_version_info": [12, 0, 0, "final", 0, ""]});
                    let answer = serde_json::json!({"jsonrpc": "2.0", "id": id, "result": version})
                        .to_string();
                    let head = format!(
                        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
                        answer.len()
                    );
                    stream.write_all((head + &answer).as_bytes()).unwrap();
                }
            });
        }
    });
    url
}

#[test]
fn an_odoo_that_is_too_old_is_one_sentence() {
    let home = Home::new();
    let url = old_server();
    let mut command = home.command(&["count", "res.partner"]);
    command.envs([
        ("ODOO_URL", url.as_str()),
        ("ODOO_DB", "odoo"),
        ("ODOO_LOGIN", "admin"),
        ("ODOO_PASSWORD", "admin"),
    ]);
    let message = finish(&mut command, "").failed(3);
    assert_eq!(
        message,
        format!("odoo: {url} is Odoo 12.0, which is too old: expected Odoo 14 to 19\n")
    );
}

#[test]
fn plain_http_to_another_machine_is_refused_before_it_is_sent() {
    let home = Home::new();
    home.profiles("[p]\nurl = 'http://erp.example.com'\ndatabase = 'o'\nlogin = 'a'\nsecret-command = 'echo x'\n");
    let message = home.odoo(&["whoami"]).failed(5);
    assert!(message.contains("allow-plain-http = true"), "{message}");
}
