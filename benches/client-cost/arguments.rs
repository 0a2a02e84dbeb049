//! Command-line arguments.

use crate::workload::{CANNED, REAL};

const HELP: &str = "\
Compares clients of Odoo: this library, a hand-written program, and other libraries.

  --runs N         number of runs per client and workload; default 7, in a short run 1
  --only NAME      only this workload; can be repeated
  --keep           keeps the benchmark's partners on real servers (their reference is `odoo-orm bench`) for the next run
  --without-peers  the library and the hand-written program only
  --short          a hundredth of each workload, to check that everything runs; its figures are not reliable and are saved in Cargo's target folder
  --draw           only draws the picture from the saved figures

Real servers are the running servers of `scripts/odoo`, or the one in ODOO_URL, ODOO_DB, ODOO_LOGIN and ODOO_PASSWORD. The figures and
the picture are saved if every workload was measured.

Workloads: ";

/// The output of `--help`.
pub(crate) fn help() -> String {
    HELP.to_owned() + &names().join(", ")
}

/// The selected workloads, and the number of runs.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of the command line"
)]
pub(crate) struct Arguments {
    pub(crate) runs: usize,
    pub(crate) only: Vec<String>,
    pub(crate) without_peers: bool,
    pub(crate) keep: bool,
    pub(crate) draw: bool,
    pub(crate) short: bool,
}

impl Arguments {
    /// Parses the arguments. Returns `None` if the caller asks for help.
    ///
    /// # Errors
    ///
    /// Returns a message that says what is wrong and what to write.
    pub(crate) fn parse(
        mut arguments: impl Iterator<Item = String>,
    ) -> Result<Option<Self>, String> {
        let mut parsed = Arguments {
            runs: 7,
            only: Vec::new(),
            without_peers: false,
            keep: false,
            draw: false,
            short: false,
        };
        let mut chosen = None;
        while let Some(name) = arguments.next() {
            match name.as_str() {
                "--runs" => chosen = Some(runs(arguments.next())?),
                "--only" => parsed.only.push(work(arguments.next())?),
                "--without-peers" => parsed.without_peers = true,
                "--short" => parsed.short = true,
                "--keep" => parsed.keep = true,
                "--draw" => parsed.draw = true,
                "--help" | "-h" => return Ok(None),
                _ => {
                    return Err(format!(
                        "unknown argument `{name}`; `--help` lists all arguments"
                    ));
                }
            }
        }
        parsed.runs = chosen.unwrap_or(if parsed.short { 1 } else { 7 });
        Ok(Some(parsed))
    }

    /// Whether a workload of this name is selected.
    pub(crate) fn wants(&self, name: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| only == name)
    }

    /// Whether everything is measured, so that the figures are worth saving.
    pub(crate) fn is_whole(&self) -> bool {
        self.only.is_empty() && !self.without_peers
    }
}

fn runs(value: Option<String>) -> Result<usize, String> {
    let value = value.unwrap_or_default();
    match value.parse() {
        Ok(runs @ 1..=1_000) => Ok(runs),
        _ => Err(format!(
            "`--runs` needs a whole number from 1 to 1000, found `{value}`"
        )),
    }
}

fn names() -> Vec<&'static str> {
    let workloads = CANNED.iter().chain(&REAL);
    workloads.map(|workload| workload.name).collect()
}

fn work(value: Option<String>) -> Result<String, String> {
    let value = value.unwrap_or_default();
    let names = names();
    if names.contains(&value.as_str()) {
        return Ok(value);
    }
    Err(format!(
        "`--only` needs one of {}, found `{value}`",
        names.join(", ")
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Option<Arguments>, String> {
        Arguments::parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn what_is_chosen_is_not_the_whole() {
        let parsed = |line| parse(line).unwrap().unwrap();
        assert!(parsed("--runs 3").is_whole());
        assert_eq!(parsed("--runs 3").runs, 3);
        assert!(!parsed("--only 10k-6 --only create").is_whole());
        assert!(!parsed("--without-peers").is_whole());
        assert_eq!(parsed("--short").runs, 1);
        assert_eq!(parsed("--runs 2 --short").runs, 2);
        assert_eq!(parse("--draw --help"), Ok(None));
        assert!(help().ends_with("real-create, real-import, real-countries"));
    }

    #[test]
    fn a_mistake_is_named() {
        for (line, sentence) in [
            (
                "--run 3",
                "unknown argument `--run`; `--help` lists all arguments",
            ),
            (
                "--runs 0",
                "`--runs` needs a whole number from 1 to 1000, found `0`",
            ),
            (
                "--only x",
                "`--only` needs one of 10k-6, 100k-6, 10k-20, one-by-one, in-flight, closing, create, real-10k, real-export, real-one-by-one, real-create, \
                 real-import, real-countries, found `x`",
            ),
        ] {
            assert_eq!(parse(line), Err(sentence.to_owned()));
        }
    }
}
