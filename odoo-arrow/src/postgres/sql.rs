//! Names and statements.

use arrow_schema::Schema;
use odoo_orm::rpc::ConfigError;

use super::values::sent_as;
use crate::Error;

/// The maximum length of a name in bytes. PostgreSQL cuts longer names.
const LONGEST_NAME: usize = 63;

/// The statement that inserts or updates rows, with an array for each column.
///
/// Unchanged rows are not written.
pub(super) fn upsert(
    table: &str,
    schema: &Schema,
    columns: &[(String, String)],
) -> Result<String, Error> {
    let (mut names, mut arrays, mut values) = (Vec::new(), Vec::new(), Vec::new());
    for (at, ((name, kind), field)) in columns.iter().zip(schema.fields()).enumerate() {
        names.push(quoted(name)?);
        let sent = sent_as(field.data_type()).unwrap_or(kind);
        arrays.push(format!("${}::{sent}[]", at + 1));
        values.push(format!("v.c{at}::{kind}"));
    }
    let aliases: Vec<String> = (0..columns.len()).map(|at| format!("c{at}")).collect();
    let rest = names.get(1..).unwrap_or_default();
    let conflict = if rest.is_empty() {
        "DO NOTHING".to_owned()
    } else {
        let list = |table: &str| {
            let columns = rest.iter().map(|name| format!("{table}.{name}"));
            columns.collect::<Vec<_>>().join(", ")
        };
        let sets = rest.iter().map(|name| format!("{name} = excluded.{name}"));
        let sets = sets.collect::<Vec<_>>().join(", ");
        format!(
            "DO UPDATE SET {sets} WHERE ROW({}) IS DISTINCT FROM ROW({})",
            list("t"),
            list("excluded")
        )
    };
    Ok(format!(
        "INSERT INTO {table} AS t ({}) SELECT {} FROM unnest({}) AS v({}) ON CONFLICT (id) {conflict}",
        names.join(", "),
        values.join(", "),
        arrays.join(", "),
        aliases.join(", ")
    ))
}

/// Quotes a name of a table or column.
pub(super) fn quoted(name: &str) -> Result<String, Error> {
    if name.is_empty() || name.len() > LONGEST_NAME || name.contains('\0') {
        let sentence = format!(
            "invalid name `{}` in PostgreSQL: expected 1 to {LONGEST_NAME} bytes without NUL, found {} bytes",
            name.escape_debug(),
            name.len()
        );
        return Err(odoo_orm::Error::from(ConfigError::new(sentence)).into());
    }
    Ok(format!("\"{}\"", name.replace('"', "\"\"")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_quoted_or_refused() {
        assert_eq!(quoted("a\"; DROP--").unwrap(), "\"a\"\"; DROP--\"");
        for name in ["", "a\0b", &"é".repeat(32)] {
            let error = quoted(name).unwrap_err().to_string();
            assert!(error.contains("expected 1 to 63 bytes"), "{error}");
        }
    }
}
