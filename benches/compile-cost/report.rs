//! The results as text.

use std::fmt::{self, Display, Formatter};

use odoo_benches::lock::Package;

use crate::{
    arguments::Arguments,
    cargo::Job,
    table::{Ratio, Table},
};

/// The goal of the derive's design: at most this fraction of serde's time and memory.
const GOAL: f64 = 0.4;

/// The packages whose versions matter.
const NAMED: [&str; 8] = [
    "odoo-orm",
    "odoo-derive",
    "odoo-schema",
    "syn",
    "serde",
    "serde_derive",
    "serde_json",
    "chrono",
];

/// All results, with their parameters.
#[derive(Debug)]
pub(crate) struct Report {
    pub(crate) arguments: Arguments,
    pub(crate) rustc: String,
    pub(crate) packages: Vec<Package>,
    pub(crate) tables: Vec<Table>,
}

impl Display for Report {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Arguments {
            models,
            fields,
            runs,
            ..
        } = self.arguments;
        writeln!(
            f,
            "{models} models of {fields} fields; {runs} alternating runs of each crate, each a full compilation (not incremental)"
        )?;
        writeln!(f, "{}", self.rustc)?;
        let named = |package: &&Package| NAMED.contains(&package.name.as_str());
        let versions: Vec<_> = self
            .packages
            .iter()
            .filter(named)
            .map(ToString::to_string)
            .collect();
        writeln!(f, "{}\n", versions.join(", "))?;
        let [time, cpu, memory] = [
            "   time of cargo, s",
            "   CPU of rustc, s",
            "   memory of rustc, MiB",
        ];
        writeln!(f, "{:14}{time:<26}{cpu:<26}{memory}", "")?;
        let heads = "  median     min     max  ";
        writeln!(f, "{:14}{heads}{heads}{}", "", heads.trim_end())?;
        for table in &self.tables {
            writeln!(f, "{table}")?;
        }
        write!(f, "{}", self.verdict())
    }
}

impl Report {
    fn verdict(&self) -> String {
        let goal =
            format!("the goal, `cargo check` in at most {GOAL:.2}x of serde's time and memory,");
        if self.arguments.schema_alone {
            return "cannot compare with the goal: serde was not measured".to_owned();
        }
        let check = self.tables.iter().find(|table| table.job == Job::Check);
        match check.and_then(Table::ratio) {
            Some(ratio) if ratio.wall > GOAL => format!("{goal} is not met"),
            Some(Ratio {
                memory: Some(memory),
                ..
            }) if memory > GOAL => format!("{goal} is not met"),
            Some(Ratio {
                memory: Some(_), ..
            }) => format!("{goal} is met"),
            _ => format!(
                "{goal} is met in time; in memory nobody knows, for rustc's memory and CPU time are measured on Linux alone"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{cargo::Sample, table::Cost, usage::Usage, variant::Variant};

    fn sample(wall: f64, memory: Option<f64>) -> Sample {
        let usage = memory.map(|memory| Usage {
            cpu: wall / 2.0,
            memory,
        });
        Sample { wall, usage }
    }

    /// Our cost in two runs; serde takes 2 s and 400 MiB in each.
    fn report(ours: [(f64, Option<f64>); 2]) -> String {
        let ours = ours.map(|(wall, memory)| sample(wall, memory));
        let serde = [sample(2.0, Some(400.0)); 2];
        let costs = [(Variant::Ours, ours), (Variant::Serde, serde)];
        let costs = costs
            .iter()
            .filter_map(|(variant, samples)| Cost::of(*variant, samples));
        let report = Report {
            arguments: Arguments::default(),
            rustc: "rustc 1.95.0".to_owned(),
            packages: odoo_benches::lock::packages(
                "name = \"serde\"\nversion = \"1.0.229\"\nname = \"x\"\nversion = \"1.0.0\"",
            ),
            tables: vec![Table {
                job: Job::Check,
                costs: costs.collect(),
            }],
        };
        report.to_string()
    }

    #[test]
    fn a_report() {
        let expected = "\
100 models of 40 fields; 7 alternating runs of each crate, each a full compilation (not incremental)
rustc 1.95.0
serde 1.0.229

                 time of cargo, s          CPU of rustc, s           memory of rustc, MiB
                median     min     max    median     min     max    median     min     max
cargo check of the structs
  ours            0.60    0.50    0.70      0.30    0.25    0.35       150     100     200
  serde           2.00    2.00    2.00      1.00    1.00    1.00       400     400     400
  ours / serde  0.300x                    0.300x                    0.375x

the goal, `cargo check` in at most 0.40x of serde's time and memory, is met";
        assert_eq!(report([(0.5, Some(100.0)), (0.7, Some(200.0))]), expected);
    }

    #[test]
    fn the_goal_is_missed_by_time_or_memory() {
        for ours in [(0.9, Some(100.0)), (0.5, Some(170.0)), (0.9, None)] {
            assert!(report([ours; 2]).ends_with(" is not met"), "{ours:?}");
        }
    }

    #[test]
    fn what_is_not_measured_is_said() {
        let report = report([(0.5, None); 2]);
        assert!(report.contains("       -       -       -\n"), "{report}");
        assert!(report.ends_with("are measured on Linux alone"));
    }
}
