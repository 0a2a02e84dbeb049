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
        self.ratio_of(Variant::Ours, Variant::Serde)
    }

    fn ratio_of(&self, one: Variant, other: Variant) -> Option<Ratio> {
        let cost = |variant| self.costs.iter().find(|cost| cost.variant == variant);
        let (one, other) = (cost(one)?, cost(other)?);
        let both = |one: Option<Summary>, other: Option<Summary>| Some(one?.median / other?.median);
        Some(Ratio {
            wall: one.wall.median / other.wall.median,
            cpu: both(one.cpu, other.cpu),
            memory: both(one.memory, other.memory),
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
        let cell =
            |ratio: Option<f64>| ratio.map_or("-".to_owned(), |ratio| format!("{ratio:.3}x"));
        for (name, one, other) in [
            ("ours / serde", Variant::Ours, Variant::Serde),
            ("checked/ours", Variant::Checked, Variant::Ours),
        ] {
            if let Some(ratio) = self.ratio_of(one, other) {
                let (wall, cpu) = (cell(Some(ratio.wall)), cell(ratio.cpu));
                let memory = cell(ratio.memory);
                writeln!(f, "  {name:<12}{wall:>8}{cpu:>26}{memory:>26}")?;
            }
        }
        Ok(())
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
