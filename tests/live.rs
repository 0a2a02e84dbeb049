//! The behaviour suite on real servers: see `src/server.rs` for how they are found.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test program, which talks to people"
)]

use std::{
    process::ExitCode,
    sync::{Arc, LazyLock},
};

use libtest_mimic::{Arguments, Failed, Trial};
use odoo_orm::odoo_rpc::Wire;
use odoo_tests::{
    server::Server,
    suite::{self, Behaviour, Env},
};
use tokio::runtime::Runtime;

/// One for all trials, because a client's connections belong to the runtime that made them.
static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().unwrap());

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let servers = Server::all();
    let mut trials = Vec::new();
    let mut met = Vec::new();
    for server in servers {
        let client = server.builder().build().unwrap();
        let version = match RUNTIME.block_on(client.server_version()) {
            Ok(version) => version.clone(),
            Err(error) => {
                println!("{} does not answer: {error}", server.name);
                return ExitCode::FAILURE;
            }
        };
        met.push(format!(
            "{} (Odoo {version} at {})",
            server.name, server.url
        ));
        let server = Arc::new(server);
        for wire in server.wires(version.major()) {
            let client = server.builder_on(wire).build().unwrap();
            trials.extend(suite::all().into_iter().map(|behaviour| {
                let ignored = behaviour.needs_users && !server.is_ours;
                let env = Env::new(
                    Arc::clone(&server),
                    client.clone(),
                    (version.major(), wire),
                    behaviour.name,
                );
                let name = format!("{}::{}", server.name, wire_name(wire));
                trial(&name, behaviour, env).with_ignored_flag(ignored)
            }));
        }
    }
    if met.is_empty() {
        println!(
            "no Odoo server was met, so the live tests are ignored: start one with `scripts/odoo up`, \
             or set ODOO_URL, ODOO_DB, ODOO_LOGIN and ODOO_PASSWORD"
        );
        let ignored = |behaviour: Behaviour| {
            Trial::test(format!("no-server::{}", behaviour.name), || Ok(())).with_ignored_flag(true)
        };
        trials.extend(suite::all().into_iter().map(ignored));
    }
    let conclusion = libtest_mimic::run(&arguments, trials);
    for server in &met {
        println!("server met: {server}");
    }
    conclusion.exit_code()
}

fn wire_name(wire: Wire) -> &'static str {
    match wire {
        Wire::CallKw => "call_kw",
        Wire::ExecuteKw => "execute_kw",
        Wire::Json2 => "json_2",
        _ => "another_wire",
    }
}

fn trial(server: &str, behaviour: Behaviour, env: Env) -> Trial {
    Trial::test(format!("{server}::{}", behaviour.name), move || {
        // A panic of the behaviour is the task's, and the trial's failure.
        let task = RUNTIME.spawn((behaviour.run)(env));
        RUNTIME
            .block_on(task)
            .map_err(|error| Failed::from(error.to_string()))
    })
}
