//! The program over HTTP, against the Odoo in memory as a server.

use std::{process::Command, time::Duration};

use odoo_mock::{Failure, Server, When, World};
use serde_json::json;

use crate::program::{Home, finish};

/// The program with this server in its environment.
pub(crate) fn with_server(home: &Home, url: &str, arguments: &[&str]) -> Command {
    let mut command = home.command(arguments);
    command.envs([
        ("ODOO_URL", url),
        ("ODOO_DB", "odoo"),
        ("ODOO_LOGIN", "admin"),
        ("ODOO_PASSWORD", "admin"),
        ("ODOO_WRITABLE", "1"),
    ]);
    command
}

/// Runs the program beside the server.
async fn run(url: String, arguments: &'static [&'static str]) -> crate::program::Ran {
    let run = move || finish(&mut with_server(&Home::new(), &url, arguments), "");
    tokio::task::spawn_blocking(run).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn fields_by_path_take_one_call_for_each_relation() {
    let world = World::version(17);
    for number in 0..50 {
        world.create(
            "res.partner",
            json!({"name": format!("N{number}"), "country_id": number % 9 + 1}),
        );
    }
    let server = Server::start(&world).await.unwrap();
    let arguments = &[
        "search",
        "res.partner",
        "[('country_id', '!=', False)]",
        "name",
        "country_id.code",
        "country_id.currency_id.name",
        "-o",
        "csv",
    ];
    let table = run(server.url(), arguments).await.ok();
    assert!(table.lines().count() > 50, "{table}");
    world.assert_called("res.partner.search_read").once();
    world.assert_called("res.country.read").once();
    world.assert_called("res.currency.read").once();
}

#[tokio::test(flavor = "multi_thread")]
async fn all_records_come_in_pages_by_their_ids() {
    let world = World::version(19);
    let rows: Vec<_> = (0..4_100)
        .map(|number| json!({"name": format!("N{number}")}))
        .collect();
    for row in rows {
        world.create("res.partner.category", row);
    }
    let server = Server::start(&world).await.unwrap();
    let lines = run(
        server.url(),
        &[
            "search",
            "res.partner.category",
            "id,name",
            "--all",
            "-o",
            "ndjson",
        ],
    )
    .await
    .ok();
    assert_eq!(lines.lines().count(), 4_100);
    world
        .assert_called("res.partner.category.search_read")
        .times(3);
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn ctrl_c_ends_cleanly() {
    use std::{io::Read as _, process::Stdio};

    let world = World::version(19);
    let server = Server::start(&world).await.unwrap();
    let slow = Failure::Delay(Duration::from_secs(60));
    let slow = world.fail(When::always().of("res.partner.search_read"), slow);
    let home = Home::new();
    let mut command = with_server(&home, &server.url(), &["search", "res.partner"]);
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    while slow.hits() == 0 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let pid = child.id().to_string();
    Command::new("kill").args(["-INT", &pid]).status().unwrap();
    let ended = tokio::task::spawn_blocking(move || {
        let code = child.wait().unwrap().code();
        let mut message = String::new();
        child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut message)
            .unwrap();
        (code, message)
    });
    let (code, message) = ended.await.unwrap();
    assert_eq!(
        (code, message.as_str()),
        (Some(130), "odoo: interrupted: nothing was changed\n")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn advice_names_the_options_of_the_command_line() {
    let world = World::version(19);
    let _slow = world.fail(When::always(), Failure::Delay(Duration::from_secs(5)));
    let server = Server::start(&world).await.unwrap();
    let ran = run(server.url(), &["--timeout", "1", "count", "res.partner"]).await;
    let message = ran.failed(3);
    assert!(message.contains("`--timeout`"), "{message}");
    assert!(!message.contains("Client"), "{message}");
}
