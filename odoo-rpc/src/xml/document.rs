//! The elements of a response, and the JSON that each of them becomes.

use quick_xml::events::{BytesDecl, BytesRef, Event};

use super::{MAX_DEPTH, XmlError, scalar::Scalar};
use crate::json::plain_text_length;

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
    progress: Progress,
}

/// How far the response was read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd)]
enum Progress {
    #[default]
    Empty,
    /// It is a response of XML-RPC.
    Begun,
    /// The value or the fault has begun.
    Answered,
    Complete,
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

impl Document {
    /// Returns whether it is a response of XML-RPC.
    pub(super) fn has_begun(&self) -> bool {
        self.progress > Progress::Empty
    }

    /// The error of a document that cannot be the response.
    #[cold]
    pub(super) fn error(&self, why: String) -> XmlError {
        if self.has_begun() {
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
            Event::DocType(_) => {
                Err(self.error("a document type, which XML-RPC does not have".to_owned()))
            }
            Event::PI(_) => {
                Err(self.error("a processing instruction, which XML-RPC does not have".to_owned()))
            }
            Event::Comment(_) | Event::Eof => Ok(()),
        }
    }

    fn declaration(&mut self, declaration: &BytesDecl<'_>) -> Result<(), XmlError> {
        match declaration.encoding() {
            _ if !self.open.is_empty() || self.progress == Progress::Complete => {
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
            (None, "methodResponse") if self.progress == Progress::Empty => {
                self.progress = Progress::Begun;
                Element::Response
            }
            (Some(Element::Response), "params") if self.progress < Progress::Answered => {
                Element::Params
            }
            (Some(Element::Response), "fault") if self.progress < Progress::Answered => {
                self.is_fault = true;
                Element::Fault
            }
            (Some(Element::Params), "param") if self.progress < Progress::Answered => {
                Element::Param
            }
            (Some(Element::Param | Element::Fault), "value")
                if self.progress < Progress::Answered =>
            {
                self.progress = Progress::Answered;
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
            Element::Response if self.progress == Progress::Answered => {
                self.progress = Progress::Complete;
            }
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
        let written = scalar.write(text.trim_matches(SPACE), &mut self.json);
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
        if self.progress == Progress::Complete {
            Ok(self.json)
        } else if self.has_begun() {
            Err(self.error("the end of the response in an element".to_owned()))
        } else {
            Err(self.error("an empty response".to_owned()))
        }
    }
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
