//! Compares a real server and the in-memory Odoo, call by call.

use super::{
    Report,
    event::{Event, Follow},
    memory::Memory,
    real::Real,
    shrink,
};
use crate::server::Server;

/// Runs the episodes of these seeds on a real server and in memory.
///
/// Returns the server's version with the report.
pub async fn compare(server: &Server, seeds: std::ops::Range<u64>) -> (u16, Report) {
    let real = Real::new(server).await;
    let mut pair = Pair {
        memory: Memory::new(real.major).await,
        real: &real,
        seed: 0,
        report: Report::default(),
    };
    for seed in seeds {
        pair.seed = seed;
        real.episode(seed, &mut pair).await;
    }
    (real.major, pair.report)
}

/// Follows a real server, which can be asked again.
struct Pair<'a> {
    real: &'a Real,
    memory: Memory,
    seed: u64,
    report: Report,
}

impl Follow for Pair<'_> {
    async fn follow(&mut self, event: Event) -> bool {
        match event {
            Event::Begin => self.memory.begin().await,
            Event::Setup(setup) => self.memory.prepare(setup),
            Event::State { state } => {
                let alike = self.memory.make(state).await;
                if !alike {
                    self.report.not_made(&format!("seed {}", self.seed));
                }
                return alike;
            }
            Event::Call(call) => {
                let mut compared = self.memory.compare(call).await;
                if !compared.agrees() && !compared.call.request.changes {
                    compared = shrink::smallest(self.real, &mut self.memory, compared).await;
                }
                // After a write with a different result, records that are not compared may differ as well.
                let alike = compared.agrees() || !compared.call.request.changes;
                self.report.add(&compared);
                return alike;
            }
        }
        true
    }
}
