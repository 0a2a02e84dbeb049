//! The results as text.

use std::fmt::{self, Display, Formatter};

use odoo_benches::Summary;

use crate::{
    contender::Contender,
    figures::{Figure, Row, Set, Table},
    workload::{Goal, Quantity},
};

impl Display for Set {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "=== {}: {}", self.server, self.versions.join(", "))?;
        let runs = self.runs;
        writeln!(
            f,
            "{runs} alternating runs of each client: median, minimum, maximum; x is the median of the ratios to the hand-written program, run by run"
        )?;
        for table in &self.tables {
            write!(f, "\n{table}")?;
        }
        for (client, why) in &self.left_out {
            write!(f, "\n{client} is left out: {why}")?;
        }
        writeln!(f)
    }
}

impl Display for Table {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.title)?;
        let [cpu, wall] = ["CPU", "time"].map(|what| format!("{what} per {}, ms", self.unit));
        writeln!(f, "  {:30}{cpu:^38}{wall:^38}{:^14}", "", "peak MiB")?;
        for row in &self.rows {
            let Row {
                client,
                cpu,
                wall,
                memory,
                ..
            } = row;
            write!(f, "  {client:30}{}{}", Millis(cpu), Millis(wall))?;
            writeln!(f, "{:>7.1}{:>6.2}x", memory.summary.median, memory.ratio)?;
        }
        if let Some(server) = &self.in_process {
            let [median, min, max] =
                [server.median, server.min, server.max].map(|seconds| seconds * 1e3);
            writeln!(
                f,
                "  the server alone, search_read and json.dumps in its process: {median:.0} ms ({min:.0} to {max:.0})"
            )?;
            for row in &self.rows {
                let ratio = row.wall.summary.median / server.median;
                writeln!(f, "  {:30}{ratio:>6.2}x of that", row.client)?;
            }
        }
        for (client, why) in &self.left_out {
            writeln!(f, "  {client} is left out: {why}")?;
        }
        for goal in self.goals {
            writeln!(f, "  {}", self.verdict(goal))?;
        }
        Ok(())
    }
}

/// Median, minimum, maximum, and the ratio.
struct Millis<'a>(&'a Figure);

impl Display for Millis<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Figure {
            summary: Summary { median, min, max },
            ratio,
        } = self.0;
        let [median, min, max] = [median, min, max].map(|seconds| seconds * 1e3);
        let digits = if *ratio < 1_000.0 { 2 } else { 0 };
        write!(f, "{median:>10.2}{min:>9.2}{max:>9.2}{ratio:>8.digits$}x ")
    }
}

impl Quantity {
    fn of(self, row: &Row) -> f64 {
        match self {
            Quantity::Cpu => row.cpu.ratio,
            Quantity::Wall => row.wall.ratio,
            Quantity::Memory => row.memory.ratio,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Quantity::Cpu => "CPU",
            Quantity::Wall => "time",
            Quantity::Memory => "memory",
        }
    }
}

impl Table {
    /// Whether a goal is met, and the margin.
    fn verdict(&self, goal: &Goal) -> String {
        let ours = self
            .rows
            .iter()
            .find(|row| row.client == Contender::Ours.name());
        ours.and_then(|ours| self.verdict_on(ours, goal))
            .unwrap_or_else(|| {
                match goal {
                    Goal::OfInProcess(_) => {
                        "the server's own time is not known: start it with `scripts/odoo up`"
                    }
                    _ => "no other client was measured, so its goals are not checked",
                }
                .to_owned()
            })
    }

    fn verdict_on(&self, ours: &Row, goal: &Goal) -> Option<String> {
        let peers = self.rows.iter().filter(|row| row.is_peer);
        let by = |quantity: Quantity| {
            move |one: &&Row, other: &&Row| quantity.of(one).total_cmp(&quantity.of(other))
        };
        Some(match *goal {
            Goal::OfBaseline(quantity, most) => {
                let (ratio, what) = (quantity.of(ours), quantity.name());
                format!(
                    "{}: {ratio:.2}x of the {what} of the hand-written program, goal {most:.2}x",
                    met(ratio / most)
                )
            }
            Goal::AheadOfPeers(quantity, least) => {
                let best = peers.min_by(by(quantity))?;
                let (ratio, what) = (quantity.of(best) / quantity.of(ours), quantity.name());
                format!(
                    "{}: every other client takes {ratio:.1}x of our {what} or more ({}), goal {least:.1}x",
                    met(least / ratio),
                    best.client
                )
            }
            Goal::OfBestPeer(quantity, most) => {
                let best = peers.min_by(by(quantity))?;
                let (ratio, what) = (quantity.of(ours) / quantity.of(best), quantity.name());
                format!(
                    "{}: {ratio:.3}x of the {what} of the best other client ({}), goal {most}x",
                    met(ratio / most),
                    best.client
                )
            }
            Goal::OfInProcess(most) => {
                let server = self.in_process?;
                let ratio = ours.wall.summary.median / server.median;
                format!(
                    "{}: {ratio:.2}x of the time of the server alone, goal {most:.2}x",
                    met(ratio / most)
                )
            }
            Goal::Requests(most) => {
                let requests = ours.requests?;
                let verdict = match requests.saturating_sub(most) {
                    0 => "met".to_owned(),
                    more => format!("missed by {more}"),
                };
                format!("{verdict}: {requests} requests, goal {most}")
            }
        })
    }
}

/// Our value as a fraction of the limit.
fn met(part: f64) -> String {
    if part <= 1.0 {
        return "met".to_owned();
    }
    format!("missed by {:.1} %", (part - 1.0) * 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(client: &str, is_peer: bool, ratio: f64) -> Row {
        let figure = Figure {
            summary: Summary {
                median: ratio / 1e3,
                min: ratio / 1e3,
                max: ratio / 1e3,
            },
            ratio,
        };
        Row {
            client: client.to_owned(),
            is_peer,
            cpu: figure,
            wall: figure,
            memory: figure,
            requests: Some(3),
        }
    }

    fn verdict(goal: Goal) -> String {
        let table = Table {
            workload: String::new(),
            title: "x".to_owned(),
            unit: "call".to_owned(),
            goals: &[],
            in_process: Some(Summary {
                median: 0.001,
                min: 0.001,
                max: 0.001,
            }),
            left_out: Vec::new(),
            rows: vec![
                row("written by hand", false, 1.0),
                row(Contender::Ours.name(), false, 0.8),
                row("slow", true, 9.0),
                row("quick", true, 2.0),
            ],
        };
        table.verdict(&goal)
    }

    #[test]
    fn a_goal_is_met_or_missed_and_by_how_much_is_said() {
        let is = |goal: Goal, sentence: &str| assert_eq!(verdict(goal), sentence);
        is(
            Goal::OfBaseline(Quantity::Cpu, 1.05),
            "met: 0.80x of the CPU of the hand-written program, goal 1.05x",
        );
        is(
            Goal::AheadOfPeers(Quantity::Memory, 3.0),
            "missed by 20.0 %: every other client takes 2.5x of our memory or more (quick), goal 3.0x",
        );
        is(
            Goal::OfBestPeer(Quantity::Wall, 0.5),
            "met: 0.400x of the time of the best other client (quick), goal 0.5x",
        );
        is(
            Goal::OfInProcess(1.0),
            "met: 0.80x of the time of the server alone, goal 1.00x",
        );
        is(Goal::Requests(2), "missed by 1: 3 requests, goal 2");
    }
}
