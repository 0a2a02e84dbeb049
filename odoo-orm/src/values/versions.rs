//! Values with the names that fields have on the server's version.

use odoo_rpc::{ConfigError, ServerVersion};
use serde_json::{Map, Value};

use crate::model::{ModelMeta, RelationMeta};

/// Marks the name of a field that is left out where the server lacks it.
///
/// No field has such a name. It is an empty value that was copied from a record.
const OPTIONAL: char = '?';

/// Marks the name of a field that may be left out.
pub(super) fn optional(name: &str) -> String {
    format!("{OPTIONAL}{name}")
}

/// Returns the name without that mark.
pub(crate) fn unmarked(name: &str) -> &str {
    name.strip_prefix(OPTIONAL).unwrap_or(name)
}

/// The numbers of the commands that create a linked record and write to it.
const WITH_VALUES: [i64; 2] = [0, 1];

/// Tells whether the server's version decides on the names, also of those in commands.
pub(crate) fn is_versioned(model: &ModelMeta, values: &Map<String, Value>) -> bool {
    model.is_versioned()
        || model.has_versioned_values()
            && values.iter().any(|(name, value)| {
                let mut lines = value
                    .as_array()
                    .into_iter()
                    .flatten()
                    .filter_map(of_command);
                lines.any(|values| {
                    target(model, name).is_some_and(|target| is_versioned(target, values))
                })
            })
}

/// Tells the same for anything with values in it, such as a method's argument.
pub(crate) fn is_versioned_within(model: &ModelMeta, argument: &Value) -> bool {
    if !model.has_versioned_values() {
        return false;
    }
    match argument {
        Value::Object(values) => is_versioned(model, values),
        Value::Array(items) => match of_command(argument) {
            Some(values) => is_versioned(model, values),
            None => items.iter().any(|item| is_versioned_within(model, item)),
        },
        _ => false,
    }
}

/// Returns values with the names of a version.
///
/// # Errors
///
/// If the version does not have one of the fields.
pub(crate) fn on(
    model: &ModelMeta,
    values: Map<String, Value>,
    version: &ServerVersion,
) -> Result<Map<String, Value>, ConfigError> {
    let mut named = Map::new();
    for (name, mut value) in values {
        let optional = name.strip_prefix(OPTIONAL);
        let name = optional.unwrap_or(&name);
        if let (Some(target), Value::Array(commands)) = (target(model, name), &mut value) {
            for command in commands {
                within(target, command, version)?;
            }
        }
        match model.name_on(name, version) {
            Ok(name) => drop(named.insert(name.to_owned(), value)),
            Err(_) if optional.is_some() => {}
            Err(error) => return Err(error),
        }
    }
    Ok(named)
}

/// Names the fields in anything that has values in it.
///
/// # Errors
///
/// As [`on`].
pub(crate) fn within(
    model: &ModelMeta,
    argument: &mut Value,
    version: &ServerVersion,
) -> Result<(), ConfigError> {
    let is_command = of_command(argument).is_some();
    match argument {
        Value::Object(values) => *values = on(model, std::mem::take(values), version)?,
        Value::Array(command) if is_command => {
            if let Some(values) = command.get_mut(2) {
                within(model, values, version)?;
            }
        }
        Value::Array(items) => {
            for item in items {
                within(model, item, version)?;
            }
        }
        _ => {}
    }
    Ok(())
}

/// The values in a command.
fn of_command(command: &Value) -> Option<&Map<String, Value>> {
    let [number, _, values] = command.as_array()?.as_slice() else {
        return None;
    };
    let has_values = WITH_VALUES.contains(&number.as_i64()?);
    values.as_object().filter(|_| has_values)
}

fn target(model: &ModelMeta, name: &str) -> Option<&'static ModelMeta> {
    let field = model.field(name)?;
    field.relation().map(RelationMeta::target)
}

#[cfg(test)]
mod tests;
