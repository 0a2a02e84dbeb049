//! The elements of a response, and the JSON that each of them becomes.

use quick_xml::events::{BytesDecl, BytesRef, Event};

use super::{MAX_DEPTH, XmlError};
use crate::json::{number_length, plain_text_length};

/// The response as far as it was read.
#[derive(Default)]
pub(super) struct Document {
    /// The value as JSON, with the white space of Python's `json`.
    ///
    /// The decoder of rows expects it.
    pub(super) json: Vec<u8>,
    pub(super) is_fault: bool,
    /// The open elements, innermost last.
    pub(super) open: Vec<Element>,
    /// The text of the innermost element, unless it is text in JSON too.
    text: String,
    /// How many arrays and structs are open.
    pub(super) depth: usize,
    pub(super) has_begun: bool,
    has_answer: bool,
    is_complete: bool,
}

/// An open element, and what it has contained so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Element {
    Response,
    Params,
    Param,
    Fault,
    /// Whether it contains an element. Without one, its text is a string.
    Value(bool),
    /// Whether it contains its `data`.
    Array(bool),
    /// Whether it contains a value.
    Data(bool),
    /// Whether it contains a member.
    Struct(bool),
    /// Before its name.
    Member,
    Name,
    /// After its name.
    Named,
    /// After its value.
    Full,
    Scalar(Scalar),
}

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

impl Element {
    /// The name of its tag. A number has several.
    fn has_name(self, name: &str) -> bool {
        match self {
            Element::Response => name == "methodResponse",
            Element::Params => name == "params",
            Element::Param => name == "param",
            Element::Fault => name == "fault",
            Element::Value(_) => name == "value",
            Element::Array(_) => name == "array",
            Element::Data(_) => name == "data",
            Element::Struct(_) => name == "struct",
            Element::Member | Element::Named | Element::Full => name == "member",
            Element::Name => name == "name",
            Element::Scalar(scalar) => Scalar::of(name) == Some(scalar),
        }
    }
}

impl Scalar {
    fn of(name: &str) -> Option<Self> {
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
}

impl Document {
    /// The error of a document that cannot be the response.
    #[cold]
    pub(super) fn error(&self, why: String) -> XmlError {
        if self.has_begun {
            XmlError::Broken(why)
        } else {
            XmlError::OtherFormat(why)
        }
    }

    pub(super) fn event(&mut self, event: &Event<'_>) -> Result<(), XmlError> {
        match event {
            Event::Start(tag) => self.start(tag.name().as_ref()),
            Event::End(tag) => self.finish(tag.name().as_ref()),
            Event::Empty(tag) => {
                let name = tag.name();
                self.start(name.as_ref())?;
                self.finish(name.as_ref())
            }
            Event::Text(text) => self.text(text),
            Event::CData(text) => self.text(text),
            Event::GeneralRef(reference) => self.reference(reference),
            Event::Decl(declaration) => self.declaration(declaration),
            Event::Comment(_) => Ok(()),
            Event::DocType(_) => {
                Err(self.error("a document type, which XML-RPC does not have".to_owned()))
            }
            Event::PI(_) => {
                Err(self.error("a processing instruction, which XML-RPC does not have".to_owned()))
            }
            Event::Eof => Ok(()),
        }
    }

    fn declaration(&mut self, declaration: &BytesDecl<'_>) -> Result<(), XmlError> {
        match declaration.encoding() {
            _ if !self.open.is_empty() || self.is_complete => {
                Err(self.error("a second declaration".to_owned()))
            }
            None => Ok(()),
            Some(Ok(name))
                if ["utf-8", "us-ascii"]
                    .iter()
                    .any(|known| name.eq_ignore_ascii_case(known)) =>
            {
                Ok(())
            }
            Some(Ok(name)) => {
                Err(self.error(format!("the encoding {}, expected UTF-8", quoted(&name))))
            }
            Some(Err(error)) => Err(self.error(error.to_string())),
        }
    }

    fn start(&mut self, name: &str) -> Result<(), XmlError> {
        let element = match (self.open.last_mut(), name) {
            (None, "methodResponse") if !self.is_complete => {
                self.has_begun = true;
                Element::Response
            }
            (Some(Element::Response), "params") if !self.has_answer => Element::Params,
            (Some(Element::Response), "fault") if !self.has_answer => {
                self.is_fault = true;
                Element::Fault
            }
            (Some(Element::Params), "param") if !self.has_answer => Element::Param,
            (Some(Element::Param | Element::Fault), "value") if !self.has_answer => {
                self.has_answer = true;
                Element::Value(false)
            }
            (Some(Element::Array(has_data @ false)), "data") => {
                *has_data = true;
                Element::Data(false)
            }
            (Some(Element::Data(has_value)), "value") => {
                if std::mem::replace(has_value, true) {
                    self.json.extend_from_slice(b", ");
                }
                Element::Value(false)
            }
            (Some(Element::Struct(has_member)), "member") => {
                if std::mem::replace(has_member, true) {
                    self.json.extend_from_slice(b", ");
                }
                Element::Member
            }
            (Some(Element::Member), "name") => {
                self.json.push(b'"');
                Element::Name
            }
            (Some(member @ Element::Named), "value") => {
                *member = Element::Full;
                Element::Value(false)
            }
            (Some(value @ Element::Value(false)), name) if is_blank(&self.text) => {
                let element = match (Scalar::of(name), name) {
                    (Some(scalar), _) => Element::Scalar(scalar),
                    (None, "array") => Element::Array(false),
                    (None, "struct") => Element::Struct(false),
                    (None, _) => return Err(self.unexpected(name)),
                };
                *value = Element::Value(true);
                self.text.clear();
                self.begin(element)?;
                element
            }
            _ => return Err(self.unexpected(name)),
        };
        self.open.push(element);
        Ok(())
    }

    fn begin(&mut self, element: Element) -> Result<(), XmlError> {
        match element {
            Element::Array(_) | Element::Struct(_) => {
                self.depth += 1;
                if self.depth > MAX_DEPTH {
                    return Err(self.error(format!("more than {MAX_DEPTH} levels")));
                }
                let is_array = matches!(element, Element::Array(_));
                self.json.push(if is_array { b'[' } else { b'{' });
            }
            Element::Scalar(Scalar::Text) => self.json.push(b'"'),
            _ => {}
        }
        Ok(())
    }

    #[cold]
    fn unexpected(&self, name: &str) -> XmlError {
        self.error(format!(
            "the element {}, which XML-RPC does not have there",
            quoted(name)
        ))
    }

    fn finish(&mut self, name: &str) -> Result<(), XmlError> {
        let Some(element) = self.open.pop().filter(|element| element.has_name(name)) else {
            return Err(self.error(format!(
                "the end of an element {} that is not open",
                quoted(name)
            )));
        };
        match element {
            Element::Scalar(Scalar::Text) => self.json.push(b'"'),
            Element::Scalar(scalar) => self.scalar(scalar)?,
            Element::Value(true)
            | Element::Params
            | Element::Param
            | Element::Fault
            | Element::Data(_)
            | Element::Full => {}
            // A value without an element is a string.
            Element::Value(false) => {
                self.json.push(b'"');
                escape(&self.text, &mut self.json);
                self.json.push(b'"');
                self.text.clear();
            }
            Element::Array(true) => {
                self.depth -= 1;
                self.json.push(b']');
            }
            Element::Struct(_) => {
                self.depth -= 1;
                self.json.push(b'}');
            }
            Element::Name => {
                self.json.extend_from_slice(b"\": ");
                if let Some(member) = self.open.last_mut() {
                    *member = Element::Named;
                }
            }
            Element::Response if self.has_answer => self.is_complete = true,
            Element::Array(false) | Element::Member | Element::Named | Element::Response => {
                return Err(self.error(format!("an element {} without its content", quoted(name))));
            }
        }
        Ok(())
    }

    pub(super) fn text(&mut self, text: &str) -> Result<(), XmlError> {
        match self.open.last() {
            // Line ends stay: Odoo writes `\r` as it is, so a normalized text would differ from the stored one.
            Some(Element::Name | Element::Scalar(Scalar::Text)) => escape(text, &mut self.json),
            Some(Element::Value(false) | Element::Scalar(_)) => self.text.push_str(text),
            _ if is_blank(text) => {}
            _ => {
                return Err(self.error(format!(
                    "the text {}, which belongs to no value",
                    quoted(text)
                )));
            }
        }
        Ok(())
    }

    fn reference(&mut self, reference: &BytesRef<'_>) -> Result<(), XmlError> {
        let mut buffer = [0; 4];
        let text = match &**reference {
            "amp" => "&",
            "lt" => "<",
            "gt" => ">",
            "quot" => "\"",
            "apos" => "'",
            name => match reference.resolve_char_ref() {
                Ok(Some(character)) => character.encode_utf8(&mut buffer),
                Ok(None) => {
                    return Err(self.error(format!(
                        "the entity {}, which is not expanded",
                        quoted(name)
                    )));
                }
                Err(error) => return Err(self.error(error.to_string())),
            },
        };
        self.text(text)
    }

    /// Writes a value whose text was collected.
    fn scalar(&mut self, scalar: Scalar) -> Result<(), XmlError> {
        let text = std::mem::take(&mut self.text);
        let written = write(scalar, text.trim_matches(SPACE), &mut self.json);
        self.text = text;
        if !written {
            let what = match scalar {
                Scalar::Integer => "an integer",
                Scalar::Boolean => "`0` or `1`",
                Scalar::DateTime => "a time as `20261130T13:45:00`",
                Scalar::Base64 => "base64",
                Scalar::Nil => "nothing in `nil`",
                Scalar::Text | Scalar::Double => "a number",
            };
            return Err(self.error(format!("expected {what}, found {}", quoted(&self.text))));
        }
        self.text.clear();
        Ok(())
    }

    /// Returns the rest of the JSON, if the response is complete.
    pub(super) fn end(self) -> Result<Vec<u8>, XmlError> {
        if self.is_complete {
            Ok(self.json)
        } else if self.has_begun {
            Err(self.error("the end of the response in an element".to_owned()))
        } else {
            Err(self.error("an empty response".to_owned()))
        }
    }
}

/// Writes a scalar as JSON, and returns whether its text is valid.
pub(super) fn write(scalar: Scalar, text: &str, json: &mut Vec<u8>) -> bool {
    match scalar {
        Scalar::Integer => {
            let (sign, digits) = match text.strip_prefix('-') {
                Some(digits) => ("-", digits),
                None => ("", text.strip_prefix('+').unwrap_or(text)),
            };
            let is_integer = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
            let digits = digits.trim_start_matches('0');
            if is_integer {
                json.extend_from_slice(sign.as_bytes());
                json.extend_from_slice(if digits.is_empty() { "0" } else { digits }.as_bytes());
            }
            is_integer
        }
        Scalar::Double => {
            // The other names are those of Python, which JSON from Odoo has as well.
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

const SPACE: [char; 4] = [' ', '\t', '\n', '\r'];

fn is_blank(text: &str) -> bool {
    text.trim_matches(SPACE).is_empty()
}

/// Returns the beginning of a text, for messages.
fn quoted(text: &str) -> String {
    let beginning: String = text.trim_matches(SPACE).chars().take(40).collect();
    format!("`{}`", beginning.escape_debug())
}

/// Writes the content of a JSON string.
pub(super) fn escape(text: &str, json: &mut Vec<u8>) {
    let mut rest = text.as_bytes();
    loop {
        let (plain, special) = rest.split_at(plain_text_length(rest));
        json.extend_from_slice(plain);
        let Some((&byte, after)) = special.split_first() else {
            return;
        };
        match byte {
            b'"' | b'\\' => json.extend_from_slice(&[b'\\', byte]),
            b'\n' => json.extend_from_slice(b"\\n"),
            control => json.extend_from_slice(format!("\\u{control:04x}").as_bytes()),
        }
        rest = after;
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
