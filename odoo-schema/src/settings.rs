//! `schema.toml`: which server a snapshot is of.

use std::fmt;

use crate::error::Error;

/// The version of the format that this crate reads and writes.
pub const FORMAT: u32 = 1;

/// What `schema.toml` says of a snapshot: the server's version, the user, and the models.
///
/// `Display` writes the file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Settings {
    /// The version of the server, such as `19.0`.
    pub version: String,
    /// The login of the user whose view of the models it is.
    pub user: String,
    /// The models that were asked for, as names and patterns such as `sale.*`, sorted.
    pub models: Vec<String>,
}

impl Settings {
    /// Describes a snapshot. The models are sorted here.
    pub fn new<S: Into<String>>(
        version: impl Into<String>,
        user: impl Into<String>,
        models: impl IntoIterator<Item = S>,
    ) -> Self {
        let mut models: Vec<String> = models.into_iter().map(Into::into).collect();
        models.sort();
        models.dedup();
        Settings {
            version: version.into(),
            user: user.into(),
            models,
        }
    }

    /// Reads the text of `schema.toml`: the part of TOML that [`Display`](fmt::Display) writes, in any layout.
    ///
    /// # Errors
    ///
    /// With the line, if the text is malformed or of another format.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let mut settings = Settings::default();
        let mut format = None;
        let mut reader = Reader { text, line: 1 };
        while let Some(key) = reader.key()? {
            match key {
                "format" => format = Some((reader.number()?, reader.line)),
                "version" => settings.version = reader.string()?,
                "user" => settings.user = reader.string()?,
                "models" => settings.models = reader.strings()?,
                other => {
                    return Err(reader.error(&format!(
                        "unknown key `{other}`; the keys are format, version, user and models"
                    )));
                }
            }
            reader.end_of_line()?;
        }
        match format {
            Some((FORMAT, _)) => Ok(settings),
            Some((other, line)) => Err(Error::new(format!(
                "expected a snapshot of format {FORMAT}, found format {other}; \
                 use the same release of odoo-orm and `cargo odoo`, then run `cargo odoo pull`"
            ))
            .at_line(line)),
            None => {
                Err(reader.error("expected `format = 1`; `cargo odoo pull` writes the file again"))
            }
        }
    }
}

impl fmt::Display for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "# Written by `cargo odoo pull`.")?;
        writeln!(f, "format = {FORMAT}")?;
        writeln!(f, "version = {}", Quoted(&self.version))?;
        writeln!(f, "user = {}", Quoted(&self.user))?;
        writeln!(f, "models = [")?;
        for model in &self.models {
            writeln!(f, "    {},", Quoted(model))?;
        }
        writeln!(f, "]")
    }
}

struct Quoted<'a>(&'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("\"")?;
        for letter in self.0.chars() {
            match letter {
                '"' | '\\' => write!(f, "\\{letter}")?,
                letter if letter.is_control() => write!(f, "\\u{:04X}", u32::from(letter))?,
                letter => write!(f, "{letter}")?,
            }
        }
        f.write_str("\"")
    }
}

struct Reader<'a> {
    text: &'a str,
    line: usize,
}

impl<'a> Reader<'a> {
    fn error(&self, sentence: &str) -> Error {
        Error::new(sentence).at_line(self.line)
    }

    /// Skips blanks and comments, and ends of lines if `lines` says so.
    fn skip(&mut self, lines: bool) {
        loop {
            self.text = self.text.trim_start_matches([' ', '\t', '\r']);
            if self.text.starts_with('#') {
                self.text = self
                    .text
                    .find('\n')
                    .and_then(|at| self.text.get(at..))
                    .unwrap_or_default();
            }
            match self.text.strip_prefix('\n') {
                Some(rest) if lines => {
                    self.text = rest;
                    self.line += 1;
                }
                _ => return,
            }
        }
    }

    fn take(&mut self, expected: char) -> bool {
        match self.text.strip_prefix(expected) {
            Some(rest) => {
                self.text = rest;
                true
            }
            None => false,
        }
    }

    fn key(&mut self) -> Result<Option<&'a str>, Error> {
        self.skip(true);
        if self.text.is_empty() {
            return Ok(None);
        }
        let end = self
            .text
            .find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
        let (key, rest) = self.text.split_at(end.unwrap_or(self.text.len()));
        self.text = rest;
        self.skip(false);
        if key.is_empty() || !self.take('=') {
            return Err(self.error("expected `key = value`, such as `version = \"19.0\"`"));
        }
        self.skip(false);
        Ok(Some(key))
    }

    fn number(&mut self) -> Result<u32, Error> {
        let end = self.text.find(|letter: char| !letter.is_ascii_digit());
        let (digits, rest) = self.text.split_at(end.unwrap_or(self.text.len()));
        self.text = rest;
        digits
            .parse()
            .map_err(|_| self.error("expected a whole number, such as `format = 1`"))
    }

    fn string(&mut self) -> Result<String, Error> {
        let wrong = |reader: &Self| reader.error("expected a text in quotes, such as \"19.0\"");
        if !self.take('"') {
            return Err(wrong(self));
        }
        let mut value = String::new();
        let mut letters = self.text.chars();
        loop {
            match letters.next() {
                Some('"') => break,
                Some('\\') => match letters.next() {
                    Some(letter @ ('"' | '\\')) => value.push(letter),
                    Some('u') => {
                        let digits: String = letters.by_ref().take(4).collect();
                        let letter = u32::from_str_radix(&digits, 16).ok();
                        let letter = letter.and_then(char::from_u32);
                        value.push(letter.ok_or_else(|| wrong(self))?);
                    }
                    _ => return Err(wrong(self)),
                },
                Some('\n') | None => return Err(wrong(self)),
                Some(letter) => value.push(letter),
            }
        }
        self.text = letters.as_str();
        Ok(value)
    }

    fn strings(&mut self) -> Result<Vec<String>, Error> {
        if !self.take('[') {
            return Err(self.error("expected a list, such as [\"res.partner\"]"));
        }
        let mut all = Vec::new();
        loop {
            self.skip(true);
            if self.take(']') {
                return Ok(all);
            }
            all.push(self.string()?);
            self.skip(true);
            if !self.take(',') && !self.text.starts_with(']') {
                return Err(self.error("expected `,` or `]` in the list"));
            }
        }
    }

    fn end_of_line(&mut self) -> Result<(), Error> {
        self.skip(false);
        if self.text.is_empty() || self.text.starts_with('\n') {
            return Ok(());
        }
        Err(self.error("expected the end of the line after the value"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn settings_are_read_as_they_were_written(
            version in ".{0,10}",
            user in ".{0,10}",
            models in proptest::collection::vec(".{0,10}", 0..5),
        ) {
            let settings = Settings::new(version, user, models);
            proptest::prop_assert_eq!(Settings::parse(&settings.to_string()), Ok(settings));
        }

        #[test]
        fn no_settings_are_too_strange(text in "(format = 1\n)?(models = |\"[a-z\\\\]{0,4}\"|[\\[\\],#= \n]){0,12}") {
            let _ = Settings::parse(&text);
        }
    }

    #[test]
    fn another_layout_is_read() {
        let settings = Settings::parse("models=[\"a\", \"b\"] # both\nformat = 1").unwrap();
        assert_eq!(settings.models, ["a", "b"]);
    }

    #[test]
    fn a_mistake_names_its_line() {
        let wrong = |text: &str| Settings::parse(text).unwrap_err().to_string();
        assert_eq!(
            wrong("\nformat = 2\n"),
            "line 2: expected a snapshot of format 1, found format 2; use the same release of odoo-orm and `cargo odoo`, then run `cargo odoo pull`"
        );
        assert_eq!(
            wrong("version = \"19.0\"\n"),
            "line 2: expected `format = 1`; `cargo odoo pull` writes the file again"
        );
        assert_eq!(
            wrong("format = 1\nversion = 19\n"),
            "line 2: expected a text in quotes, such as \"19.0\""
        );
        assert!(wrong("formt = 1").starts_with("line 1: unknown key `formt`"));
        assert!(wrong("format = 1 x").starts_with("line 1: expected the end of the line"));
        assert!(wrong("models = [\"a\"").starts_with("line 1: expected `,` or `]`"));
        assert!(wrong("= 1").starts_with("line 1: expected `key = value`"));
    }
}
