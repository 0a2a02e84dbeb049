//! The behaviour suite on the in-memory Odoo: in process, and over HTTP on each protocol.

use std::process::ExitCode;

use libtest_mimic::Arguments;
use odoo_orm::rpc::Protocol;
use odoo_tests::{
    capability::{self, Kind},
    harness, memory, suite,
    version::Version,
};

/// The versions that the suite runs on, and their protocols.
///
/// In process on each version. Over HTTP, which wraps the same server, on the first, a middle and the last version,
/// and with `execute_kw` on 16, which has special faults there.
const SERVERS: &[(u16, Option<Protocol>, &str)] = &[
    (14, None, "memory-14::in_process"),
    (14, Some(Protocol::CallKw), "memory-14::call_kw"),
    (14, Some(Protocol::ExecuteKw), "memory-14::execute_kw"),
    (14, Some(Protocol::XmlRpc), "memory-14::xml_rpc"),
    (15, None, "memory-15::in_process"),
    (16, None, "memory-16::in_process"),
    (16, Some(Protocol::ExecuteKw), "memory-16::execute_kw"),
    (17, None, "memory-17::in_process"),
    (17, Some(Protocol::CallKw), "memory-17::call_kw"),
    (18, None, "memory-18::in_process"),
    (19, None, "memory-19::in_process"),
    (19, Some(Protocol::CallKw), "memory-19::call_kw"),
    (19, Some(Protocol::ExecuteKw), "memory-19::execute_kw"),
    (19, Some(Protocol::Json2), "memory-19::json_2"),
    (19, Some(Protocol::XmlRpc), "memory-19::xml_rpc"),
];

fn main() -> ExitCode {
    let mut arguments = Arguments::from_args();
    // Most behaviours wait for clocks and for each other.
    arguments.test_threads = arguments.test_threads.or(Some(16));
    let mut trials = Vec::new();
    for &(major, protocol, name) in SERVERS {
        let kind = if protocol.is_some() {
            Kind::OverHttp
        } else {
            Kind::InProcess
        };
        trials.extend(suite::all().into_iter().map(|behaviour| {
            let version = Version::new(major);
            let lacks = behaviour.needs.and_then(|needs| kind.lacks(version, needs));
            let impossible = || capability::impossible_by(protocol?, version, behaviour.name);
            match lacks.or_else(impossible) {
                Some(why) => harness::skipped(name, behaviour, why),
                None => harness::trial(name, behaviour, move || {
                    memory::run(major, protocol, behaviour)
                }),
            }
        }));
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}
