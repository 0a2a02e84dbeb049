/// What to measure.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Arguments {
    /// The version of the server.
    pub(crate) version: String,
    pub(crate) runs: usize,
    /// How many partners the table has.
    pub(crate) counts: Vec<usize>,
}

impl Arguments {
    /// # Errors
    ///
    /// Returns an error that names the word.
    pub(crate) fn parse(words: impl IntoIterator<Item = String>) -> Result<Self, String> {
        let mut parsed = Arguments {
            version: "19".to_owned(),
            runs: 3,
            counts: Vec::new(),
        };
        let number = |word: &str| {
            let number: Option<usize> = word.parse().ok().filter(|number| *number > 0);
            number.ok_or_else(|| format!("invalid number `{word}`: expected at least 1"))
        };
        let mut words = words.into_iter();
        while let Some(word) = words.next() {
            let mut value = || words.next().ok_or(format!("`{word}` needs a value"));
            match &*word {
                "--odoo" => parsed.version = value()?,
                "--runs" => parsed.runs = number(&value()?)?,
                count => parsed.counts.push(number(count)?),
            }
        }
        if parsed.counts.is_empty() {
            parsed.counts = vec![20_000, 200_000, 1_000_000];
        }
        Ok(parsed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Arguments, String> {
        Arguments::parse(text.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn options_and_counts() {
        let parsed = parse("--odoo 14 200 --runs 5 3000").unwrap();
        assert_eq!((&*parsed.version, parsed.runs), ("14", 5));
        assert_eq!(parsed.counts, [200, 3000]);
        assert_eq!(parse("").unwrap().counts.len(), 3);
    }

    #[test]
    fn a_mistake_is_named() {
        for text in ["0", "many", "--runs", "--runs 0"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
