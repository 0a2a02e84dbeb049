use std::{borrow::Cow, fmt};

use crate::line::{escape, is_field_name, is_model_name, unescape};

/// What a snapshot holds of one field.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "the attributes of a field are independent of one another"
)]
#[non_exhaustive]
pub struct Field {
    /// The type, as `fields_get` names it, such as `char` or `many2one`.
    pub kind: String,
    /// The model that a relation leads to.
    pub relation: Option<String>,
    /// The field of that model by which a one2many field's lines lead back.
    pub inverse: Option<String>,
    /// The keys of a selection, or the models of a reference, in the server's order.
    ///
    /// Empty if they are not recorded.
    pub keys: Option<Vec<String>>,
    /// Whether a record needs a value.
    pub required: bool,
    /// Whether the web client shows the field read-only.
    pub readonly: bool,
    /// Whether the field has a column or a table of its own.
    pub stored: bool,
    /// Whether the field has a value for each language.
    pub translate: bool,
    /// Whether a list has archived records as well.
    pub archived: bool,
    /// The longest text.
    pub size: Option<u32>,
    /// The digits in total, and after the decimal point.
    pub digits: Option<(u32, u32)>,
    /// The field with the currency of an amount.
    pub currency: Option<String>,
    /// The field with the model of a `many2one_reference`.
    pub model_field: Option<String>,
    /// Where the definitions of properties are: a many2one field, and a field of that model.
    pub definition: Option<(String, String)>,
}

const RELATIONS: [&str; 3] = ["many2one", "one2many", "many2many"];

impl Field {
    /// A stored field of a type, without options.
    pub fn new(kind: impl Into<String>) -> Self {
        Field {
            kind: kind.into(),
            relation: None,
            inverse: None,
            keys: None,
            required: false,
            readonly: false,
            stored: true,
            translate: false,
            archived: false,
            size: None,
            digits: None,
            currency: None,
            model_field: None,
            definition: None,
        }
    }

    /// Whether the field is a many2one, one2many or many2many.
    pub fn is_relation(&self) -> bool {
        RELATIONS.contains(&self.kind.as_str())
    }

    /// Whether writes to the field are lost.
    ///
    /// Then it is computed, without a column and without an inverse method.
    pub fn is_never_written(&self) -> bool {
        self.readonly && !self.stored
    }

    /// Reads a field from the words of its line after its name.
    ///
    /// # Errors
    ///
    /// A sentence that says what was expected, what was found, and what to do.
    pub fn from_words(words: &[Cow<'_, str>]) -> Result<Self, String> {
        let [kind, words @ ..] = words else {
            return Err("expected a type after the name of the field, such as `char`".to_owned());
        };
        if kind.is_empty()
            || !kind
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
        {
            return Err(format!(
                "expected a type such as `char` or `many2one`, found `{kind}`"
            ));
        }
        let mut field = Field::new(kind.as_ref());
        let mut words = words.iter().map(AsRef::<str>::as_ref).peekable();
        if field.is_relation() {
            let name = words.next().filter(|name| is_model_name(name));
            let Some(name) = name else {
                return Err(format!(
                    "expected a model after `{kind}`, such as `{kind} res.partner`"
                ));
            };
            field.relation = Some(name.to_owned());
            if field.kind == "one2many" {
                let inverse = words.next_if(|word| is_field_name(word) && !is_flag(word));
                field.inverse = inverse.map(str::to_owned);
            }
        }
        words.try_for_each(|word| field.option(word))?;
        Ok(field)
    }

    fn option(&mut self, word: &str) -> Result<(), String> {
        let Some((option, value)) = word.split_once('=') else {
            match word {
                "required" => self.required = true,
                "readonly" => self.readonly = true,
                "unstored" => self.stored = false,
                "translate" => self.translate = true,
                "archived" => self.archived = true,
                "open" => self.keys = None,
                _ => return Err(unknown_option(word)),
            }
            return Ok(());
        };
        let wrong = |example: &str| format!("expected `{option}={example}`, found `{word}`");
        let name = |value: &str| is_field_name(value).then(|| value.to_owned());
        match option {
            "keys" => {
                let keys = value.split('|').filter(|_| !value.is_empty());
                let keys: Option<Vec<String>> =
                    keys.map(|key| unescape(key).map(Cow::into_owned)).collect();
                self.keys = Some(keys.ok_or_else(|| wrong("draft|done"))?);
            }
            "size" => self.size = Some(value.parse().map_err(|_| wrong("3"))?),
            "digits" => {
                let digits = value
                    .split_once(',')
                    .and_then(|(all, decimals)| Some((all.parse().ok()?, decimals.parse().ok()?)));
                self.digits = Some(digits.ok_or_else(|| wrong("16,2"))?);
            }
            "currency" => self.currency = Some(name(value).ok_or_else(|| wrong("currency_id"))?),
            "model_field" => {
                self.model_field = Some(name(value).ok_or_else(|| wrong("res_model"))?);
            }
            "definition" => {
                let pair = value.split_once('.');
                let pair = pair.and_then(|(record, field)| Some((name(record)?, name(field)?)));
                self.definition = Some(pair.ok_or_else(|| wrong("project_id.task_properties"))?);
            }
            _ => return Err(unknown_option(option)),
        }
        Ok(())
    }
}

const FLAGS: [&str; 6] = [
    "archived",
    "open",
    "readonly",
    "required",
    "translate",
    "unstored",
];

const OPTIONS: [&str; 12] = [
    "archived",
    "currency",
    "definition",
    "digits",
    "keys",
    "model_field",
    "open",
    "readonly",
    "required",
    "size",
    "translate",
    "unstored",
];

fn is_flag(word: &str) -> bool {
    FLAGS.contains(&word)
}

fn unknown_option(word: &str) -> String {
    match crate::closest(word, &OPTIONS) {
        Some(close) => format!("unknown option `{word}`; did you mean `{close}`?"),
        None => format!(
            "unknown option `{word}`; the options are {}",
            OPTIONS.join(", ")
        ),
    }
}

/// As the line of a file has it after the name, options in alphabetical order.
impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.kind)?;
        for word in [&self.relation, &self.inverse].into_iter().flatten() {
            write!(f, " {word}")?;
        }
        if self.archived {
            f.write_str(" archived")?;
        }
        if let Some(currency) = &self.currency {
            write!(f, " currency={currency}")?;
        }
        if let Some((record, field)) = &self.definition {
            write!(f, " definition={record}.{field}")?;
        }
        if let Some((all, decimals)) = self.digits {
            write!(f, " digits={all},{decimals}")?;
        }
        match &self.keys {
            Some(keys) => {
                f.write_str(" keys=")?;
                for (at, key) in keys.iter().enumerate() {
                    if at > 0 {
                        f.write_str("|")?;
                    }
                    f.write_str(&escape(key))?;
                }
            }
            None if matches!(self.kind.as_str(), "selection" | "reference") => {
                f.write_str(" open")?;
            }
            None => {}
        }
        if let Some(field) = &self.model_field {
            write!(f, " model_field={field}")?;
        }
        for (is_set, flag) in [(self.readonly, " readonly"), (self.required, " required")] {
            if is_set {
                f.write_str(flag)?;
            }
        }
        if let Some(size) = self.size {
            write!(f, " size={size}")?;
        }
        for (is_set, flag) in [(self.translate, " translate"), (!self.stored, " unstored")] {
            if is_set {
                f.write_str(flag)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(line: &str) -> String {
        Field::from_words(&crate::words(line)).unwrap_err()
    }

    #[test]
    fn a_malformed_field_says_what_was_expected() {
        assert!(wrong("").starts_with("expected a type after the name"));
        assert_eq!(
            wrong("Char"),
            "expected a type such as `char` or `many2one`, found `Char`"
        );
        assert_eq!(
            wrong("many2one required=1"),
            "expected a model after `many2one`, such as `many2one res.partner`"
        );
        assert_eq!(
            wrong("char requierd"),
            "unknown option `requierd`; did you mean `required`?"
        );
        assert!(wrong("char x").starts_with("unknown option `x`; the options are archived,"));
        assert_eq!(
            wrong("char size=big"),
            "expected `size=3`, found `size=big`"
        );
        assert_eq!(
            wrong("selection keys=a%2"),
            "expected `keys=draft|done`, found `keys=a%2`"
        );
    }

    #[test]
    fn a_one2many_without_its_inverse_has_options_all_the_same() {
        let field = Field::from_words(&crate::words("one2many res.partner readonly")).unwrap();
        assert_eq!((field.inverse, field.readonly), (None, true));
    }
}
