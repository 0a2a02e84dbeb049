//! The differences between two states of a model.

use std::fmt;

use crate::{field::Field, line::escape, model::Model};

/// A difference between two states of a model, such as before and after an upgrade.
///
/// `Display` writes `- mobile  gone`, `~ color  integer -> char` or `+ x_segment  selection`. Keys are escaped as in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Difference {
    /// The name of the field.
    pub field: String,
    /// What differs.
    pub change: Change,
}

/// What differs in a field.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Change {
    /// The field is new.
    Added {
        /// Its type.
        kind: String,
    },
    /// The field is gone.
    Gone,
    /// The field has another type.
    Kind {
        /// Its type before.
        from: String,
        /// Its type now.
        to: String,
    },
    /// The relation leads to another model.
    Relation {
        /// The model before.
        from: String,
        /// The model now.
        to: String,
    },
    /// The selection has other keys.
    Keys {
        /// Keys that are gone.
        gone: Vec<String>,
        /// Keys that are new.
        added: Vec<String>,
    },
    /// Writes to the field are lost now: it is computed, without a column.
    NeverWritten,
    /// Something else differs, such as `required`: how the file has it before and now.
    Options {
        /// The field before.
        from: String,
        /// The field now.
        to: String,
    },
}

impl Change {
    /// Whether a struct that holds on the old model may fail on the new one.
    ///
    /// A new key breaks an enum that has no variant for other keys. A new field breaks nothing.
    pub fn breaks(&self) -> bool {
        !matches!(self, Change::Added { .. } | Change::Options { .. })
    }

    /// The sign of the change in a list: `+`, `-` or `~`.
    pub fn sign(&self) -> char {
        match self {
            Change::Added { .. } => '+',
            Change::Gone => '-',
            _ => '~',
        }
    }

    fn between(old: &Field, new: &Field) -> Option<Self> {
        if old == new {
            return None;
        }
        if old.kind != new.kind {
            let (from, to) = (old.kind.clone(), new.kind.clone());
            return Some(Change::Kind { from, to });
        }
        if let (Some(from), Some(to)) = (&old.relation, &new.relation)
            && from != to
        {
            let (from, to) = (from.clone(), to.clone());
            return Some(Change::Relation { from, to });
        }
        if let (Some(from), Some(to)) = (&old.keys, &new.keys) {
            let beyond = |all: &[String], known: &[String]| -> Vec<String> {
                let mut all: Vec<String> = all.to_vec();
                all.retain(|key| !known.contains(key));
                all
            };
            let (gone, added) = (beyond(from, to), beyond(to, from));
            if !gone.is_empty() || !added.is_empty() {
                return Some(Change::Keys { gone, added });
            }
        }
        if new.is_never_written() && !old.is_never_written() {
            return Some(Change::NeverWritten);
        }
        let (from, to) = (old.to_string(), new.to_string());
        Some(Change::Options { from, to })
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Change::Added { kind } => f.write_str(kind),
            Change::Gone => f.write_str("gone"),
            Change::Kind { from, to }
            | Change::Relation { from, to }
            | Change::Options { from, to } => write!(f, "{from} -> {to}"),
            Change::Keys { gone, added } => {
                let signed = |sign: char, keys: &[String]| -> Vec<String> {
                    let written = keys.iter().map(|key| escape(key));
                    written.map(|key| format!("{sign}{key}")).collect()
                };
                let mut all = signed('-', gone);
                all.extend(signed('+', added));
                write!(f, "keys {}", all.join(" "))
            }
            Change::NeverWritten => f.write_str("can no longer be written"),
        }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}  {}", self.change.sign(), self.field, self.change)
    }
}

/// Lists what differs between two states of a model, sorted by field.
///
/// ```
/// use odoo_schema::{Model, compare};
///
/// let old = Model::parse("model a\n  state selection keys=draft|done\n# end\n")?;
/// let new = Model::parse("model a\n  state selection keys=draft|sent\n# end\n")?;
/// let differences = compare(&old, &new);
/// assert_eq!(differences[0].to_string(), "~ state  keys -done +sent");
/// assert!(differences[0].change.breaks());
/// # Ok::<(), odoo_schema::Error>(())
/// ```
pub fn compare(old: &Model, new: &Model) -> Vec<Difference> {
    let mut all: Vec<Difference> = Vec::new();
    let mut push = |field: &str, change| {
        all.push(Difference {
            field: field.to_owned(),
            change,
        });
    };
    for (name, field) in old.fields() {
        let change = match new.field(name) {
            None => Some(Change::Gone),
            Some(now) => Change::between(field, now),
        };
        if let Some(change) = change {
            push(name, change);
        }
    }
    for (name, field) in new.fields() {
        if old.field(name).is_none() {
            let kind = field.kind.clone();
            push(name, Change::Added { kind });
        }
    }
    all.sort_by(|one, other| one.field.cmp(&other.field));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn differences(old: &str, new: &str) -> Vec<(String, bool)> {
        let model = |fields: &str| Model::parse(&format!("model a\n{fields}# end\n")).unwrap();
        let all = compare(&model(old), &model(new));
        all.iter()
            .map(|difference| (difference.to_string(), difference.change.breaks()))
            .collect()
    }

    #[test]
    fn each_kind_of_difference_is_reported() {
        for (old, new, text, breaks) in [
            ("  x char\n", "", "- x  gone", true),
            ("", "  x char\n", "+ x  char", false),
            ("  x char\n", "  x text\n", "~ x  char -> text", true),
            ("  x many2one a\n", "  x many2one b\n", "~ x  a -> b", true),
            (
                "  x selection keys=a\n",
                "  x selection keys=b|a\n",
                "~ x  keys +b",
                true,
            ),
            (
                "  x char\n",
                "  x char readonly unstored\n",
                "~ x  can no longer be written",
                true,
            ),
            (
                "  x char\n",
                "  x char required\n",
                "~ x  char -> char required",
                false,
            ),
        ] {
            assert_eq!(differences(old, new), [(text.to_owned(), breaks)]);
        }
        assert_eq!(differences("  x char\n", "  x char\n"), []);
    }

    #[test]
    fn keys_are_written_as_in_a_file() {
        let keys = "  x selection keys=%1B[2J%0A|a\n";
        let all = differences("  x selection keys=a|%E2%80%AE\n", keys);
        let text = "~ x  keys -%E2%80%AE +%1B[2J%0A";
        assert_eq!(all, [(text.to_owned(), true)]);
    }

    #[test]
    fn the_list_is_sorted_by_field() {
        let all = differences("  b char\n  c char\n", "  a char\n  c text\n");
        let texts: Vec<&str> = all.iter().map(|(text, _)| text.as_str()).collect();
        assert_eq!(texts, ["+ a  char", "- b  gone", "~ c  char -> text"]);
    }
}
