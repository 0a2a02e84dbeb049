//! The behaviour suite on real servers. `src/server.rs` finds the servers.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test program prints to the terminal"
)]

use std::{process::ExitCode, sync::Arc};

use libtest_mimic::Arguments;
use odoo_orm::rpc::Protocol;
use odoo_tests::{
    capability,
    harness::{self, RUNTIME},
    server::Server,
    suite::{self, Behaviour, Env},
    version::Version,
};

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let servers = Server::all();
    let mut trials = Vec::new();
    let mut met = Vec::new();
    for mut server in servers {
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
        if let Err(error) = RUNTIME.block_on(server.look_for_users()) {
            println!("{} does not answer: {error}", server.name);
            return ExitCode::FAILURE;
        }
        let server = Arc::new(server);
        let major = Version::new(version.major());
        for protocol in server.protocols(major) {
            let client = server.builder_on(protocol).build().unwrap();
            trials.extend(behaviours(protocol).into_iter().map(|behaviour| {
                let env = Env::new(
                    Arc::clone(&server),
                    client.clone(),
                    (major, protocol),
                    behaviour.name,
                );
                let name = format!("{}::{}", server.name, protocol_name(protocol));
                let lacks = behaviour.needs.and_then(|needs| server.lacks(major, needs));
                let impossible = || capability::impossible_by(protocol, major, behaviour.name);
                match lacks.or_else(impossible) {
                    Some(why) => harness::skipped(&name, behaviour, why),
                    None => harness::trial(&name, behaviour, move || behaviour.run(env)),
                }
            }));
        }
    }
    if met.is_empty() {
        println!(
            "no Odoo server was met, so the live tests are ignored: start one with `scripts/odoo up`, \
             or set ODOO_URL, ODOO_DB, ODOO_LOGIN and ODOO_PASSWORD"
        );
        let skipped = |behaviour| harness::skipped("no-server", behaviour, "no server was met");
        trials.extend(suite::all().into_iter().map(skipped));
    }
    let conclusion = libtest_mimic::run(&arguments, trials);
    for server in &met {
        println!("server met: {server}");
    }
    conclusion.exit_code()
}

/// The behaviours for a protocol.
///
/// XML-RPC shares all code after a response has become JSON, and a run of the whole suite takes minutes for each protocol and server. So it runs
/// the topics that depend on how values and faults are written. In memory it runs all of them.
fn behaviours(protocol: Protocol) -> Vec<Behaviour> {
    match protocol {
        Protocol::XmlRpc => suite::of_encoding(),
        _ => suite::all(),
    }
}

fn protocol_name(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::CallKw => "call_kw",
        Protocol::ExecuteKw => "execute_kw",
        Protocol::Json2 => "json_2",
        Protocol::XmlRpc => "xml_rpc",
        _ => "another_wire",
    }
}
