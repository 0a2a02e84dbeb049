//! The cost of a command, by crate.

use std::fmt::{self, Display, Formatter};

use odoo_benches::Summary;

use crate::{
    cargo::{Job, Sample},
    variant::Variant,
};

/// The cost of a command, by crate.
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) job: Job,
    pub(crate) costs: Vec<Cost>,
}

/// The cost of a command on one crate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Cost {
    variant: Variant,
    wall: Summary,
    /// Both are `None` where they cannot be measured.
    cpu: Option<Summary>,
    memory: Option<Summary>,
}

impl Cost {
    /// `None` without samples.
    pub(crate) fn of(variant: Variant, samples: &[Sample]) -> Option<Self> {
        let usages = || samples.iter().filter_map(|sample| sample.usage);
        Some(Cost {
            variant,
            wall: Summary::of(samples.iter().map(|sample| sample.wall))?,
            cpu: Summary::of(usages().map(|usage| usage.cpu)),
            memory: Summary::of(usages().map(|usage| usage.memory)),
        })
    }
}

/// The ratio of our median to serde's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Ratio {
    pub(crate) wall: f64,
    cpu: Option<f64>,
    pub(crate) memory: Option<f64>,
}

impl Table {
    /// `None` if one of the two was not measured.
    pub(crate) fn ratio(&self) -> Option<Ratio> {
        let cost = |variant| self.costs.iter().find(|cost| cost.variant == variant);
        let (ours, serde) = (cost(Variant::Ours)?, cost(Variant::Serde)?);
        let both =
            |ours: Option<Summary>, serde: Option<Summary>| Some(ours?.median / serde?.median);
        Some(Ratio {
            wall: ours.wall.median / serde.wall.median,
            cpu: both(ours.cpu, serde.cpu),
            memory: both(ours.memory, serde.memory),
        })
    }
}

impl Display for Table {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let what = match self.job {
            Job::Check => "of the structs",
            Job::Build => "of the structs and a function per model that decodes its rows",
        };
        writeln!(f, "{} {what}", self.job.name())?;
        for cost in &self.costs {
            write!(f, "  {:<12}", cost.variant.name())?;
            write!(f, "{}  ", Columns(Some(cost.wall), 2))?;
            write!(f, "{}  ", Columns(cost.cpu, 2))?;
            writeln!(f, "{}", Columns(cost.memory, 0))?;
        }
        let Some(ratio) = self.ratio() else {
            return Ok(());
        };
        let cell =
            |ratio: Option<f64>| ratio.map_or("-".to_owned(), |ratio| format!("{ratio:.3}x"));
        let (wall, cpu, memory) = (cell(Some(ratio.wall)), cell(ratio.cpu), cell(ratio.memory));
        writeln!(f, "  {:<12}{wall:>8}{cpu:>26}{memory:>26}", "ours / serde")
    }
}

/// Median, minimum and maximum, with this many decimals.
struct Columns(Option<Summary>, usize);

impl Display for Columns {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Columns(summary, digits) = *self;
        match summary {
            Some(Summary { median, min, max }) => {
                write!(f, "{median:>8.digits$}{min:>8.digits$}{max:>8.digits$}")
            }
            None => write!(f, "{:>8}{:>8}{:>8}", "-", "-", "-"),
        }
    }
}
