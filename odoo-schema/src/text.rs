//! The text of one model, read line by line as far as it is needed.

use crate::{
    error::Error,
    field::Field,
    line::{is_field_name, is_model_name, words},
};

/// The last line of a file.
pub(crate) const END: &str = "# end";

/// What to do about a file that cannot be read.
const AGAIN: &str = "`cargo odoo pull` writes it again";

/// The text of one model with its lines by the names of their fields.
///
/// A line is read when it is asked for.
///
/// A macro that needs forty of a model's fields pays for forty.
///
/// ```
/// use odoo_schema::Text;
///
/// let text = Text::read("model res.partner\n  color integer\n  name char\n# end\n")?;
/// assert_eq!(text.model(), "res.partner");
/// let color = text.line("color").unwrap().field()?;
/// assert_eq!(color.kind, "integer");
/// # Ok::<(), odoo_schema::Error>(())
/// ```
#[derive(Debug)]
pub struct Text<'a> {
    model: &'a str,
    /// Sorted by name.
    lines: Vec<Line<'a>>,
}

/// A field's line.
#[derive(Debug, Clone, Copy)]
pub struct Line<'a> {
    name: &'a str,
    rest: &'a str,
    number: usize,
}

impl<'a> Line<'a> {
    /// The field's name.
    pub fn name(self) -> &'a str {
        self.name
    }

    /// Reads the rest of the line.
    ///
    /// # Errors
    ///
    /// If the line is malformed.
    pub fn field(self) -> Result<Field, Error> {
        let field = if is_field_name(self.name) {
            Field::from_words(&words(self.rest))
        } else {
            Err(format!(
                "expected the name of a field, such as `partner_id`, found `{}`",
                self.name
            ))
        };
        field.map_err(|sentence| Error::new(format!("{sentence}; {AGAIN}")).at_line(self.number))
    }
}

impl<'a> Text<'a> {
    /// Reads the bytes of a file, which must be UTF-8.
    ///
    /// # Errors
    ///
    /// As [`read`](Self::read), and with the line of the first byte that is not UTF-8.
    pub fn from_bytes(bytes: &'a [u8]) -> Result<Self, Error> {
        Text::read(utf8(bytes)?)
    }

    /// Finds the lines of a text. Each is read when it is asked for.
    ///
    /// # Errors
    ///
    /// If the text does not begin with a model, or does not end with `# end`, or has two fields of one name.
    pub fn read(text: &'a str) -> Result<Self, Error> {
        let mut model = None;
        let mut lines: Vec<Line<'a>> = Vec::new();
        let (mut is_sorted, mut last) = (true, ("", 0));
        for (line, number) in text.lines().zip(1..) {
            last = (line, number);
            let Some(indented) = line.strip_prefix(' ') else {
                match line.strip_prefix("model ") {
                    Some(name) if model.is_none() && is_model_name(name.trim_end()) => {
                        model = Some(name.trim_end());
                    }
                    _ if line.is_empty() || line.starts_with('#') => {}
                    _ => return Err(misplaced(line, number, model)),
                }
                continue;
            };
            let field = indented.trim_start();
            if field.is_empty() || field.starts_with('#') {
                continue;
            }
            if model.is_none() {
                return Err(misplaced(line, number, model));
            }
            let (name, rest) = field.split_once(' ').unwrap_or((field, ""));
            if let Some(before) = lines.last() {
                is_sorted &= before.name < name;
            }
            lines.push(Line { name, rest, number });
        }
        if last.0 != END {
            let sentence =
                format!("the file is truncated: expected `{END}` as its last line; {AGAIN}");
            return Err(Error::new(sentence).at_line(last.1.max(1)));
        }
        let Some(model) = model else {
            return Err(misplaced("", 1, model));
        };
        if !is_sorted {
            lines.sort_by_key(|line| line.name);
            for pair in lines.windows(2) {
                if let [first, second] = pair
                    && first.name == second.name
                {
                    let sentence = format!(
                        "the field `{}` is also on line {}; {AGAIN}",
                        second.name, first.number
                    );
                    return Err(Error::new(sentence).at_line(second.number));
                }
            }
        }
        Ok(Text { model, lines })
    }

    /// The model's name.
    pub fn model(&self) -> &'a str {
        self.model
    }

    /// The line of a field.
    pub fn line(&self, field: &str) -> Option<Line<'a>> {
        let at = self.lines.binary_search_by_key(&field, |line| line.name);
        at.ok().and_then(|at| self.lines.get(at)).copied()
    }

    /// All lines, by the names of their fields.
    pub fn lines(&self) -> &[Line<'a>] {
        &self.lines
    }
}

pub(crate) fn utf8(bytes: &[u8]) -> Result<&str, Error> {
    std::str::from_utf8(bytes).map_err(|error| {
        let before = bytes.iter().take(error.valid_up_to());
        let line = 1 + before.filter(|byte| **byte == b'\n').count();
        Error::new(format!(
            "expected UTF-8, found another encoding; save the file as UTF-8, or {AGAIN}"
        ))
        .at_line(line)
    })
}

#[cold]
fn misplaced(line: &str, number: usize, model: Option<&str>) -> Error {
    let expected = match model {
        None => "`model NAME` as the first line, such as `model res.partner`",
        Some(_) => "a field, indented by two blanks, or the last line `# end`",
    };
    let found: String = line.chars().take(40).collect();
    Error::new(format!("expected {expected}, found {found:?}; {AGAIN}")).at_line(number)
}
