//! Which Rust types of `odoo-orm` read which types of fields.

/// What each type reads, by its name without generics.
///
/// `odoo-orm` has the same lists at `FieldType::TYPES`, and a test that compares them.
const READS: &[(&str, &[&str])] = &[
    (
        "String",
        &["char", "text", "html", "selection", "reference", "binary"],
    ),
    ("bool", &["boolean"]),
    ("i64", &["integer", "many2one_reference"]),
    ("i32", &["integer", "many2one_reference"]),
    ("f64", &["float", "monetary", "integer"]),
    ("NaiveDate", &["date"]),
    ("DateTime", &["datetime"]),
    ("Many2one", &["many2one"]),
    ("Id", &["integer", "many2one"]),
    ("One2many", &["one2many"]),
    ("Many2many", &["many2many"]),
];

/// The type to use for each type of field.
const READERS: &[(&str, &str)] = &[
    ("char", "String"),
    ("text", "String"),
    ("html", "String"),
    ("selection", "String"),
    ("boolean", "bool"),
    ("integer", "i64"),
    ("many2one_reference", "i64"),
    ("float", "f64"),
    ("monetary", "f64"),
    ("date", "NaiveDate"),
    ("datetime", "DateTime<Utc>"),
    ("many2one", "Many2one<_>"),
    ("one2many", "One2many<_>"),
    ("many2many", "Many2many<_>"),
    ("reference", "Reference"),
    ("binary", "Binary"),
    ("json", "Json<_>"),
    ("properties_definition", "Json<_>"),
    ("serialized", "Json<_>"),
    ("properties", "Properties"),
];

/// Returns the field types that a Rust type reads, if its name says so.
///
/// An enum of the program may be named `Reference`, so only names that are unlikely to be the program's own are known.
///
/// ```
/// assert_eq!(odoo_schema::read_by("bool"), Some(&["boolean"][..]));
/// assert_eq!(odoo_schema::read_by("State"), None);
/// ```
pub fn read_by(rust: &str) -> Option<&'static [&'static str]> {
    let mut all = READS.iter();
    all.find(|(name, _)| *name == rust).map(|(_, kinds)| *kinds)
}

/// Returns the Rust type to use for a type of field, without its `Option`.
///
/// ```
/// assert_eq!(odoo_schema::reader_of("datetime"), Some("DateTime<Utc>"));
/// ```
pub fn reader_of(kind: &str) -> Option<&'static str> {
    let mut all = READERS.iter();
    all.find(|(name, _)| *name == kind).map(|(_, rust)| *rust)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_that_is_proposed_reads_the_field() {
        for (kind, rust) in READERS {
            let name = rust.split('<').next().unwrap();
            if let Some(kinds) = read_by(name) {
                assert!(kinds.contains(kind), "{rust} for {kind}");
            }
        }
    }
}
