//! What came out, as text.

use std::fmt::{self, Display, Formatter};

use odoo_benches::Summary;

use crate::{
    figures::{Figure, Figures, Row, Table},
    workload::{CANNED, Goal, Other, Quantity},
};

impl Display for Figures {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.versions.join(", "))?;
        let runs = self.runs;
        writeln!(
            f,
            "{runs} runs of each client, in turn: median, least, most; x is the median of the ratios to the program written by hand, run by run"
        )?;
        for table in &self.tables {
            write!(f, "\n{table}")?;
        }
        for (client, why) in &self.left_out {
            write!(f, "\n{client} is left out: {why}")?;
        }
        Ok(())
    }
}

impl Display for Table {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.title)?;
        let (cpu, wall) = (
            format!("CPU per {}, ms", self.unit),
            format!("time per {}, ms", self.unit),
        );
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
        for goal in self.goals() {
            writeln!(f, "  {}", self.verdict(goal))?;
        }
        Ok(())
    }
}

/// Median, least, most, and the ratio.
struct Millis<'a>(&'a Figure);

impl Display for Millis<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Figure {
            summary: Summary { median, min, max },
            ratio,
        } = self.0;
        let [median, min, max] = [median, min, max].map(|seconds| seconds * 1e3);
        write!(f, "{median:>10.2}{min:>9.2}{max:>9.2}{ratio:>8.2}x ")
    }
}

impl Table {
    fn goals(&self) -> &'static [Goal] {
        let workload = CANNED
            .iter()
            .find(|workload| workload.name == self.workload);
        workload.map_or(&[], |workload| workload.goals)
    }

    /// Whether a goal is met, and by how much.
    fn verdict(&self, goal: &Goal) -> String {
        let (what, of): (_, fn(&Row) -> Figure) = match goal.what {
            Quantity::Cpu => ("CPU", |row| row.cpu),
            Quantity::Memory => ("memory", |row| row.memory),
        };
        let Some(ours) = self
            .rows
            .iter()
            .find(|row| row.client == crate::contender::Contender::Ours.name())
        else {
            return "nothing can be said of the goals".to_owned();
        };
        let ours = of(ours).ratio;
        match goal.of {
            Other::Baseline => {
                let met = if ours <= goal.at_most {
                    "met"
                } else {
                    "missed"
                };
                let at_most = goal.at_most;
                format!(
                    "{met}: {what} {ours:.2}x of the program written by hand, the goal being at most {at_most:.2}x"
                )
            }
            Other::EachPeer => {
                let peers = self.rows.iter().filter(|row| row.is_peer);
                let ahead = peers.map(|row| (of(row).ratio / ours, &row.client));
                let Some((least, client)) = ahead.min_by(|one, other| one.0.total_cmp(&other.0))
                else {
                    return format!(
                        "no other client was measured, so that nothing can be said of {what} against them"
                    );
                };
                let at_least = 1.0 / goal.at_most;
                let met = if least >= at_least { "met" } else { "missed" };
                format!(
                    "{met}: every other client takes at least {least:.1}x of our {what} ({client}), the goal being {at_least:.1}x"
                )
            }
        }
    }
}
