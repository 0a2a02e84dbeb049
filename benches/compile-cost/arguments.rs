//! Command-line arguments.

/// The output of `--help`.
pub(crate) const HELP: &str = "\
Measures the compile cost of `#[derive(OdooModel)]`, compared with serde's derives on the same structs.

  --models N   number of models; default 100
  --fields N   number of fields per model, including the id; default 40
  --runs N     number of checks and builds per crate; default 7
  --schema     only the derive, with and without a snapshot; serde takes most of the time";

/// The amount of generated code, and the number of runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Arguments {
    pub(crate) models: usize,
    pub(crate) fields: usize,
    pub(crate) runs: usize,
    /// Whether only the derive is measured, with a snapshot and without.
    pub(crate) schema_alone: bool,
}

impl Default for Arguments {
    fn default() -> Self {
        Arguments {
            models: 100,
            fields: 40,
            runs: 7,
            schema_alone: false,
        }
    }
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
        let mut parsed = Arguments::default();
        while let Some(name) = arguments.next() {
            let place = match name.as_str() {
                "--models" => &mut parsed.models,
                "--fields" => &mut parsed.fields,
                "--runs" => &mut parsed.runs,
                "--help" | "-h" => return Ok(None),
                "--schema" => {
                    parsed.schema_alone = true;
                    continue;
                }
                _ => {
                    return Err(format!(
                        "unknown argument `{name}`; there are `--models`, `--fields`, `--runs`, `--schema` and `--help`"
                    ));
                }
            };
            let value = arguments
                .next()
                .ok_or_else(|| format!("`{name}` needs a number after it, such as `{name} 10`"))?;
            *place = match value.parse() {
                Ok(number @ 1..=MOST) => number,
                _ => {
                    return Err(format!(
                        "`{name}` needs a whole number from 1 to {MOST}, found `{value}`"
                    ));
                }
            };
        }
        Ok(Some(parsed))
    }
}

/// A limit, so that a mistyped number fails instead of filling the disk.
const MOST: usize = 10_000;

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Option<Arguments>, String> {
        Arguments::parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn each_has_a_default() {
        assert_eq!(parse(""), Ok(Some(Arguments::default())));
        let expected = Arguments {
            fields: 20,
            runs: 3,
            ..Arguments::default()
        };
        assert_eq!(parse("--runs 3 --fields 20"), Ok(Some(expected)));
        assert!(parse("--schema").is_ok_and(|parsed| parsed.is_some_and(|it| it.schema_alone)));
    }

    #[test]
    fn help_is_asked_for_anywhere() {
        assert_eq!(parse("--runs 3 -h"), Ok(None));
        assert_eq!(parse("--help"), Ok(None));
    }

    #[test]
    fn a_mistake_is_named() {
        for (line, sentence) in [
            (
                "--run 3",
                "unknown argument `--run`; there are `--models`, `--fields`, `--runs`, `--schema` and `--help`",
            ),
            (
                "--runs",
                "`--runs` needs a number after it, such as `--runs 10`",
            ),
            (
                "--models 0",
                "`--models` needs a whole number from 1 to 10000, found `0`",
            ),
            (
                "--fields x",
                "`--fields` needs a whole number from 1 to 10000, found `x`",
            ),
        ] {
            assert_eq!(parse(line), Err(sentence.to_owned()));
        }
    }
}
