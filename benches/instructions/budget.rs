//! The instruction budget of each workload.

use std::{
    collections::BTreeMap,
    fmt::{self, Display, Formatter},
    fs,
    path::{Path, PathBuf},
};

use odoo_benches::rustc_version;
use serde::{Deserialize, Serialize};

/// The tolerance: the difference between versions of the C library's functions.
const TOLERANCE: f64 = 0.02;

/// The file in the repository.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Budget {
    rustc: String,
    instructions: BTreeMap<String, u64>,
}

/// A count and its budget.
#[derive(Debug, PartialEq)]
pub(crate) enum Verdict {
    Within {
        name: String,
        count: u64,
        budget: u64,
    },
    /// Above the budget by more than the tolerance.
    Over {
        name: String,
        count: u64,
        budget: u64,
    },
    /// So far below the budget that it would no longer detect a regression.
    Below {
        name: String,
        count: u64,
        budget: u64,
    },
}

impl Budget {
    pub(crate) fn of(counts: Vec<(String, u64)>) -> Result<Self, String> {
        Ok(Budget {
            rustc: rustc_version()?,
            instructions: counts.into_iter().collect(),
        })
    }

    pub(crate) fn read() -> Result<Self, String> {
        let path = file();
        let failed = |error: &dyn Display| format!("cannot read `{}`: {error}", path.display());
        let text = fs::read_to_string(&path).map_err(|error| failed(&error))?;
        serde_json::from_str(&text).map_err(|error| failed(&error))
    }

    pub(crate) fn write(&self) -> Result<(), String> {
        let path = file();
        let text = serde_json::to_string_pretty(self).map_err(|error| error.to_string())?;
        fs::write(&path, text + "\n")
            .map_err(|error| format!("cannot write `{}`: {error}", path.display()))?;
        println!("written: {}", path.display());
        Ok(())
    }

    /// Why the counts of this compiler cannot be compared with the budget.
    pub(crate) fn is_of_another_compiler(&self) -> Result<Option<String>, String> {
        let (theirs, ours) = (&self.rustc, rustc_version()?);
        Ok((*theirs != ours).then(|| {
            format!("the budget is for {theirs}, found {ours}; write a budget for this compiler with `--write`")
        }))
    }

    pub(crate) fn verdict(&self, name: &str, count: u64) -> Result<Verdict, String> {
        let budget = *self
            .instructions
            .get(name)
            .ok_or_else(|| format!("`{name}` has no budget: add it with `--write`"))?;
        let name = name.to_owned();
        Ok(match difference(count, budget) {
            more if more > TOLERANCE => Verdict::Over {
                name,
                count,
                budget,
            },
            less if less < -TOLERANCE => Verdict::Below {
                name,
                count,
                budget,
            },
            _ => Verdict::Within {
                name,
                count,
                budget,
            },
        })
    }
}

fn difference(count: u64, budget: u64) -> f64 {
    let millions = |count: u64| Millions(count).value();
    millions(count) / millions(budget) - 1.0
}

fn file() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("instructions/budget.json")
}

/// A count in a readable form.
struct Millions(u64);

impl Millions {
    fn value(&self) -> f64 {
        // Exact up to `u32::MAX` thousands.
        f64::from(u32::try_from(self.0 / 1_000).unwrap_or(u32::MAX)) / 1_000.0
    }
}

impl Display for Millions {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{:.2} M", self.value())
    }
}

impl Display for Verdict {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let (name, count, budget, what) = match self {
            Verdict::Within {
                name,
                count,
                budget,
            } => (name, *count, *budget, ""),
            Verdict::Over {
                name,
                count,
                budget,
            } => (name, *count, *budget, ": over it"),
            Verdict::Below {
                name,
                count,
                budget,
            } => (
                name,
                *count,
                *budget,
                ": below it; run with `--write` to lower the budget",
            ),
        };
        let percent = difference(count, budget) * 100.0;
        let (count, budget) = (Millions(count), Millions(budget));
        write!(
            f,
            "{name}: {count} instructions, budget {budget} ({percent:+.1} %){what}"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn say(count: u64) -> String {
        let budget = Budget {
            rustc: String::new(),
            instructions: [("decode/x".to_owned(), 11_000_000)].into(),
        };
        budget.verdict("decode/x", count).unwrap().to_string()
    }

    #[test]
    fn what_is_far_from_its_budget_is_said() {
        assert_eq!(
            say(11_200_000),
            "decode/x: 11.20 M instructions, budget 11.00 M (+1.8 %)"
        );
        assert_eq!(
            say(12_300_000),
            "decode/x: 12.30 M instructions, budget 11.00 M (+11.8 %): over it"
        );
        assert!(
            say(10_000_000).contains("(-9.1 %): below it"),
            "{}",
            say(10_000_000)
        );
    }

    #[test]
    fn work_without_a_budget_is_an_error() {
        let none = Budget {
            rustc: String::new(),
            instructions: BTreeMap::new(),
        };
        assert!(none.verdict("decode/x", 1).is_err());
    }

    #[test]
    fn every_work_has_a_budget_and_no_budget_is_of_nothing() {
        let budget = Budget::read().unwrap();
        let mut names: Vec<&str> = crate::Work::ALL.map(crate::Work::name).to_vec();
        names.sort_unstable();
        let budgeted: Vec<&str> = budget.instructions.keys().map(String::as_str).collect();
        assert_eq!(names, budgeted);
    }
}
