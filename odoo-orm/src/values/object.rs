//! The JSON of one record's values, written while the fields are set.

use std::str;

use odoo_rpc::{ConfigError, JsonReader};
use serde_json::{Map, Value};

use crate::value::{EncodeResult, Encoder};

/// A JSON object as text.
///
/// Encoding a value costs one copy of its bytes, and no allocation of its own.
#[derive(Clone, Default)]
pub(crate) struct Object {
    /// The members without the braces and without white space: `"name":"Acme","color":3`.
    members: Vec<u8>,
    /// A bit for each name in `members`, which other names may share.
    ///
    /// A name without its bit is new, so nothing has to be searched.
    names: u128,
}

/// A member of an object.
struct Member<'o> {
    name: &'o str,
    value: &'o [u8],
    /// Where it starts and ends in the text.
    start: usize,
    end: usize,
}

/// The size of a small record: `members` grows less often.
const SMALL: usize = 128;

/// The maximum depth of a value.
///
/// `serde_json` reads 128 levels, and an object is part of other values.
const MOST_LEVELS: usize = 100;

impl Object {
    /// Returns an object of the same members, in the order of their names.
    pub(crate) fn of_map(map: &Map<String, Value>) -> Result<Self, ConfigError> {
        let mut object = Object::default();
        for (name, value) in map {
            object.put(name, |encoder| encoder.json(value))?;
        }
        Ok(object)
    }

    /// Adds a member, whose value `encode` encodes. It replaces a member of the same name.
    ///
    /// Adds nothing if `encode` encodes nothing.
    ///
    /// # Errors
    ///
    /// With the error of `encode`. The member is removed then.
    #[inline]
    pub(crate) fn put(
        &mut self,
        name: &str,
        encode: impl FnOnce(&mut Encoder<'_>) -> EncodeResult,
    ) -> EncodeResult {
        let start = self.begin(name)?;
        let value = self.members.len();
        let encoded = encode(&mut Encoder::to_json(&mut self.members)).and_then(|()| {
            let json = self.members.get(value..).unwrap_or_default();
            match json.first() {
                Some(b'[' | b'{') if depth(json) > MOST_LEVELS => Err(too_deep(name)),
                _ => Ok(()),
            }
        });
        if encoded.is_err() || self.members.len() == value {
            self.members.truncate(start);
        }
        encoded
    }

    /// Writes a name, and returns where the member starts.
    fn begin(&mut self, name: &str) -> Result<usize, ConfigError> {
        let bytes = name.as_bytes();
        // Without an early exit, the compiler looks at several bytes at once.
        let is_special = |byte: u8| matches!(byte, 0..0x20 | b'"' | b'\\');
        if bytes
            .iter()
            .fold(false, |any, byte| any | is_special(*byte))
        {
            return Err(not_a_name(name));
        }
        let bit = bit(bytes);
        if self.names & bit != 0 {
            self.remove(name);
        }
        self.names |= bit;
        let start = self.members.len();
        if start == 0 {
            self.members.reserve(SMALL);
        } else {
            self.members.push(b',');
        }
        self.members.push(b'"');
        self.members.extend_from_slice(bytes);
        self.members.extend_from_slice(b"\":");
        Ok(start)
    }

    /// Removes a member. Its bit stays, because another name may share it.
    #[cold]
    pub(crate) fn remove(&mut self, name: &str) {
        let same = self.members().find(|member| member.name == name);
        let Some(Member { start, end, .. }) = same else {
            return;
        };
        // With the comma after it, or else before it.
        let range = match self.members.get(end) {
            Some(_) => start..end + 1,
            None => start.saturating_sub(1)..end,
        };
        self.members.drain(range);
    }

    fn members(&self) -> impl Iterator<Item = Member<'_>> {
        let mut reader = JsonReader::new(&self.members);
        std::iter::from_fn(move || {
            let start = reader.position();
            let name = reader.raw().ok()?;
            let name = name.get(1..name.len().checked_sub(1)?)?;
            reader.set_position(reader.position() + 1);
            let value = reader.raw().ok()?;
            let end = reader.position();
            reader.set_position(end + 1);
            Some(Member {
                name: str::from_utf8(name).unwrap_or_default(),
                value,
                start,
                end,
            })
        })
    }

    /// Returns the names, in the order in which they were set.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.members().map(|member| member.name)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// Returns the JSON of a value.
    pub(crate) fn get(&self, name: &str) -> Option<&[u8]> {
        let mut members = self.members();
        let same = members.find(|member| member.name == name)?;
        Some(same.value)
    }

    /// Returns the object with other names.
    pub(crate) fn renamed(&self, rename: impl Fn(&str) -> String) -> Result<Self, ConfigError> {
        let mut object = Object::default();
        for member in self.members() {
            object.put(&rename(member.name), |encoder| {
                encoder.raw(|json| {
                    json.extend_from_slice(member.value);
                    Ok(())
                })
            })?;
        }
        Ok(object)
    }

    /// Returns the number of bytes of its JSON.
    pub(crate) fn len(&self) -> usize {
        self.members.len() + 2
    }

    /// Appends its JSON.
    pub(crate) fn write(&self, json: &mut Vec<u8>) {
        json.push(b'{');
        json.extend_from_slice(&self.members);
        json.push(b'}');
    }

    pub(crate) fn to_json(&self) -> Vec<u8> {
        let mut json = Vec::with_capacity(self.len());
        self.write(&mut json);
        json
    }

    /// Returns the JSON of a list of objects.
    pub(crate) fn list(objects: &[Object]) -> Vec<u8> {
        let len: usize = objects.iter().map(|object| object.len() + 1).sum();
        let mut json = Vec::with_capacity(len + 2);
        json.push(b'[');
        for (at, object) in objects.iter().enumerate() {
            if at > 0 {
                json.push(b',');
            }
            object.write(&mut json);
        }
        json.push(b']');
        json
    }

    /// Returns its JSON with sorted names, also within the values.
    ///
    /// It does not depend on the order in which the fields were set.
    pub(crate) fn sorted(&self) -> String {
        Value::Object(self.to_map()).to_string()
    }

    /// Returns the values, for code that looks into them.
    pub(crate) fn to_map(&self) -> Map<String, Value> {
        serde_json::from_slice(&self.to_json()).unwrap_or_default()
    }
}

/// Returns the bit of a name.
///
/// Names of one model mostly differ in their length, or in the first, middle or last character.
fn bit(name: &[u8]) -> u128 {
    let at = |place: usize| name.get(place).map_or(0, |byte| usize::from(*byte));
    let last = at(name.len().wrapping_sub(1));
    let mixed = name.len().wrapping_mul(31)
        ^ at(0).wrapping_mul(7)
        ^ at(name.len() / 2).wrapping_mul(13)
        ^ last;
    1 << (mixed % 128)
}

/// Returns the number of levels of lists and objects.
fn depth(json: &[u8]) -> usize {
    let (mut here, mut most, mut is_text, mut is_escaped) = (0_usize, 0, false, false);
    for byte in json {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => is_text = !is_text,
            b'[' | b'{' if !is_text => {
                here += 1;
                most = most.max(here);
            }
            b']' | b'}' if !is_text => here = here.saturating_sub(1),
            _ => {}
        }
    }
    most
}

#[cold]
fn too_deep(name: &str) -> ConfigError {
    ConfigError::invalid_value(format!(
        "the value of `{name}` is nested too deeply: expected at most {MOST_LEVELS} levels of lists and objects"
    ))
}

#[cold]
fn not_a_name(name: &str) -> ConfigError {
    ConfigError::new(format!(
        "invalid field name {name:?}: expected letters, digits and underscores"
    ))
}

#[cfg(test)]
mod tests;
