//! The values that are not arrays or structs, and their JSON.

use crate::json::number_length;

/// A type of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scalar {
    Text,
    Integer,
    Double,
    Boolean,
    DateTime,
    Base64,
    Nil,
}

impl Scalar {
    /// Returns the type of an element's name.
    pub(super) fn of(name: &str) -> Option<Self> {
        Some(match name {
            "string" => Scalar::Text,
            "int" | "i4" | "i8" => Scalar::Integer,
            "double" => Scalar::Double,
            "boolean" => Scalar::Boolean,
            "dateTime.iso8601" => Scalar::DateTime,
            "base64" => Scalar::Base64,
            "nil" | "ex:nil" => Scalar::Nil,
            _ => return None,
        })
    }

    /// Writes a value as JSON, and returns whether its text is valid.
    pub(super) fn write(self, text: &str, json: &mut Vec<u8>) -> bool {
        match self {
            Scalar::Integer => {
                let (sign, digits) = match text.strip_prefix('-') {
                    Some(digits) => ("-", digits),
                    None => ("", text.strip_prefix('+').unwrap_or(text)),
                };
                let is_integer =
                    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
                let digits = digits.trim_start_matches('0');
                if is_integer {
                    json.extend_from_slice(sign.as_bytes());
                    json.extend_from_slice(if digits.is_empty() { "0" } else { digits }.as_bytes());
                }
                is_integer
            }
            Scalar::Double => {
                // Python's other names, which JSON from Odoo has as well.
                let number = match text {
                    "nan" => "NaN",
                    "inf" => "Infinity",
                    "-inf" => "-Infinity",
                    number if number_length(number.as_bytes()) == Some(number.len()) => number,
                    _ => return false,
                };
                json.extend_from_slice(number.as_bytes());
                true
            }
            Scalar::Boolean => {
                let Some(value) = [("0", "false"), ("1", "true")]
                    .iter()
                    .find(|(digit, _)| *digit == text)
                else {
                    return false;
                };
                json.extend_from_slice(value.1.as_bytes());
                true
            }
            Scalar::DateTime => match odoo_time(text) {
                Some(time) => {
                    json.extend_from_slice(time.as_bytes());
                    true
                }
                None => false,
            },
            Scalar::Base64 => {
                let is_base64 =
                    |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
                let letters = || text.bytes().filter(|byte| !byte.is_ascii_whitespace());
                json.push(b'"');
                json.extend(letters());
                json.push(b'"');
                letters().all(is_base64)
            }
            Scalar::Nil => {
                json.extend_from_slice(b"null");
                text.is_empty()
            }
            Scalar::Text => false,
        }
    }
}

/// Converts `20261130T13:45:00` to Odoo's own format, as JSON.
fn odoo_time(text: &str) -> Option<String> {
    let (date, time) = text.split_once('T')?;
    let date = date.replace('-', "");
    let has_form = |text: &str, form: &str| {
        text.len() == form.len()
            && text
                .bytes()
                .zip(form.bytes())
                .all(|(found, form)| match form {
                    b'0' => found.is_ascii_digit(),
                    other => found == other,
                })
    };
    if !has_form(&date, "00000000") || !has_form(time, "00:00:00") {
        return None;
    }
    let (year, day) = date.split_at(4);
    let (month, day) = day.split_at(2);
    Some(format!("\"{year}-{month}-{day} {time}\""))
}
