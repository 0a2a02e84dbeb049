//! Reading of requests.

use quick_xml::{Reader, events::Event};
use serde_json::{Map, Value};

/// An element with its text and its children.
#[derive(Default)]
struct Element {
    name: String,
    text: String,
    children: Vec<Element>,
}

/// More levels than Python's recursion allows.
const MAX_DEPTH: usize = 500;

/// The method and the arguments of a request.
pub(super) fn call(body: &[u8]) -> Result<(String, Vec<Value>), String> {
    let root = root(body)?;
    let method = root.child("methodName").map(|name| name.text.clone());
    let params = root
        .child("params")
        .map_or(&[][..], |params| &params.children);
    let args = params.iter().map(|param| value(param.child("value")));
    Ok((
        method.ok_or("no method name")?,
        args.collect::<Result<_, _>>()?,
    ))
}

fn root(body: &[u8]) -> Result<Element, String> {
    let text = str::from_utf8(body).map_err(|_| "not well-formed (invalid token)")?;
    let is_control = |letter: char| letter < ' ' && !matches!(letter, '\t' | '\n' | '\r');
    if text.contains(is_control) {
        return Err("not well-formed (invalid token)".to_owned());
    }
    let mut reader = Reader::from_str(text);
    // The document is the first one.
    let mut open = vec![Element::default()];
    loop {
        let event = reader.read_event().map_err(|error| error.to_string())?;
        match event {
            Event::Eof => break,
            Event::Start(tag) if open.len() < MAX_DEPTH => {
                open.push(Element::of(tag.name().as_ref()));
            }
            Event::Start(_) => return Err("too many levels".to_owned()),
            Event::Empty(tag) => {
                let empty = Element::of(tag.name().as_ref());
                last(&mut open)?.children.push(empty);
            }
            Event::End(_) => {
                let done = open.pop().ok_or("mismatched tag")?;
                last(&mut open)?.children.push(done);
            }
            // A parser normalizes line ends.
            Event::Text(text) => last(&mut open)?.text.push_str(&text.xml10_content()),
            Event::CData(text) => last(&mut open)?.text.push_str(&text.xml10_content()),
            Event::GeneralRef(reference) => {
                let character = match &*reference {
                    "amp" => '&',
                    "lt" => '<',
                    "gt" => '>',
                    "quot" => '"',
                    "apos" => '\'',
                    _ => reference
                        .resolve_char_ref()
                        .ok()
                        .flatten()
                        .ok_or("undefined entity")?,
                };
                last(&mut open)?.text.push(character);
            }
            Event::DocType(_) => return Err("a document type".to_owned()),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
    }
    match (open.pop(), open.len()) {
        (Some(mut document), 0) => document
            .children
            .pop()
            .ok_or_else(|| "no element found: line 1, column 0".to_owned()),
        _ => Err("no element found".to_owned()),
    }
}

fn last(open: &mut [Element]) -> Result<&mut Element, String> {
    open.last_mut().ok_or_else(|| "mismatched tag".to_owned())
}

impl Element {
    fn of(name: &str) -> Self {
        Element {
            name: name.to_owned(),
            ..Element::default()
        }
    }

    fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }
}

/// Python's value of an element, as JSON.
fn value(element: Option<&Element>) -> Result<Value, String> {
    let element = element.ok_or("a value is missing")?;
    let Some(typed) = element.children.first() else {
        return Ok(element.text.as_str().into());
    };
    let text = typed.text.trim();
    let invalid = || format!("invalid value of the type {}", typed.name);
    Ok(match typed.name.as_str() {
        "string" => typed.text.as_str().into(),
        // A binary value is bytes, which Odoo takes for text.
        "base64" | "dateTime.iso8601" => text.into(),
        "int" | "i4" | "i8" => text.parse::<i64>().map_err(|_| invalid())?.into(),
        "double" => text.parse::<f64>().map_err(|_| invalid())?.into(),
        "boolean" => match text {
            "0" => false.into(),
            "1" => true.into(),
            _ => return Err(invalid()),
        },
        "nil" | "ex:nil" => Value::Null,
        "array" => {
            let items = typed.child("data").map_or(&[][..], |data| &data.children);
            let items = items.iter().map(|item| value(Some(item)));
            Value::Array(items.collect::<Result<_, _>>()?)
        }
        "struct" => {
            let mut members = Map::new();
            for member in &typed.children {
                let name = member.child("name").ok_or_else(invalid)?;
                members.insert(name.text.clone(), value(member.child("value"))?);
            }
            Value::Object(members)
        }
        _ => return Err(invalid()),
    })
}
