//! The text that Python's `xmlrpc.client` writes, read without events.
//!
//! A record of six fields has about a hundred events, which are most of the cost of XML. So a value is first compared with Python's format, to the letter.
//! Anything else, such as other white space, is read from events, with the same result.

use super::{
    MAX_DEPTH,
    document::{Document, Element, escape},
    scalar::Scalar,
};

/// A value that was read, and the length of its text.
struct Usual {
    length: usize,
    /// The array or struct that it begins.
    opens: Option<Element>,
}

impl Document {
    /// Reads values in the usual format, and returns the offset after them.
    pub(super) fn usual(&mut self, bytes: &[u8], mut at: usize) -> usize {
        while let Some(length) = bytes.get(at..).and_then(|rest| self.usual_part(rest)) {
            at += length;
        }
        at
    }

    /// Returns whether the next bytes may have the usual format.
    pub(super) fn may_be_usual(&self) -> bool {
        let last = self.open.last();
        matches!(
            last,
            Some(Element::Struct(_) | Element::Data(_) | Element::Full)
        )
    }

    fn usual_part(&mut self, rest: &[u8]) -> Option<usize> {
        let begun = self.json.len();
        match *self.open.last()? {
            Element::Struct(is_later) => {
                let Some(named) = rest.strip_prefix(b"<member>\n<name>") else {
                    return self.usual_end(rest, b"</struct></value>\n", b'}', 2);
                };
                let length = plain_length(named);
                let (name, value) = named.split_at_checked(length)?;
                let value = value.strip_prefix(b"</name>\n<value>")?;
                let separator: &[u8] = if is_later { b", \"" } else { b"\"" };
                for part in [separator, name, b"\": "] {
                    self.json.extend_from_slice(part);
                }
                let read = self.usual_value(value, b"</value>\n</member>\n");
                let read = self.unless_unusual(read, begun)?;
                self.begin_usual(Element::Struct(true), Some(Element::Full), &read);
                Some(rest.len() - value.len() + read.length)
            }
            Element::Data(is_later) => {
                let Some(value) = rest.strip_prefix(b"<value>") else {
                    return self.usual_end(rest, b"</data></array></value>\n", b']', 3);
                };
                if is_later {
                    self.json.extend_from_slice(b", ");
                }
                let read = self.usual_value(value, b"</value>\n");
                let read = self.unless_unusual(read, begun)?;
                self.begin_usual(Element::Data(true), None, &read);
                Some(rest.len() - value.len() + read.length)
            }
            Element::Full if rest.starts_with(b"</member>\n") => {
                self.open.pop();
                Some(b"</member>\n".len())
            }
            _ => None,
        }
    }

    /// Takes back what was written before an unusual value.
    fn unless_unusual(&mut self, read: Option<Usual>, begun: usize) -> Option<Usual> {
        if read.is_none() {
            self.json.truncate(begun);
        }
        read
    }

    /// Reads a scalar up to `end`, or the beginning of an array or a struct.
    fn usual_value(&mut self, value: &[u8], end: &[u8]) -> Option<Usual> {
        if let Some(text) = value.strip_prefix(b"<string>") {
            self.json.push(b'"');
            let rest = self.usual_text(text)?;
            self.json.push(b'"');
            let after = rest.strip_prefix(b"</string>")?.strip_prefix(end)?;
            return Some(Usual {
                length: value.len() - after.len(),
                opens: None,
            });
        }
        let scalars: [(&[u8], &[u8], Scalar); 3] = [
            (b"<int>", b"</int>", Scalar::Integer),
            (b"<boolean>", b"</boolean>", Scalar::Boolean),
            (b"<double>", b"</double>", Scalar::Double),
        ];
        for (open, close, scalar) in scalars {
            let Some(text) = value.strip_prefix(open) else {
                continue;
            };
            let (text, rest) = text.split_at_checked(plain_length(text))?;
            let after = rest.strip_prefix(close)?.strip_prefix(end)?;
            let is_written = scalar.write(str::from_utf8(text).ok()?, &mut self.json);
            return is_written.then_some(Usual {
                length: value.len() - after.len(),
                opens: None,
            });
        }
        let compounds: [(&[u8], Element); 2] = [
            (b"<array><data>\n", Element::Data(false)),
            (b"<struct>\n", Element::Struct(false)),
        ];
        let found = compounds
            .into_iter()
            .find(|(open, _)| value.starts_with(open));
        let (open, element) = found.filter(|_| self.depth < MAX_DEPTH)?;
        Some(Usual {
            length: open.len(),
            opens: Some(element),
        })
    }

    /// Writes a text up to the next tag, and returns what follows it.
    fn usual_text<'a>(&mut self, mut rest: &'a [u8]) -> Option<&'a [u8]> {
        loop {
            let (plain, special) = rest.split_at_checked(plain_length(rest))?;
            self.json.extend_from_slice(plain);
            rest = match special {
                [b'<', ..] => return Some(special),
                [b'&', name @ ..] => {
                    let entities: [(&[u8], u8); 3] =
                        [(b"amp;", b'&'), (b"lt;", b'<'), (b"gt;", b'>')];
                    let found = entities.iter().find(|(text, _)| name.starts_with(text));
                    let (text, character) = found?;
                    self.json.push(*character);
                    name.get(text.len()..)?
                }
                [byte, after @ ..] => {
                    escape(str::from_utf8(&[*byte]).ok()?, &mut self.json);
                    after
                }
                [] => return None,
            };
        }
    }

    /// Notes that the innermost element contains a value, and opens what the value opens.
    fn begin_usual(&mut self, containing: Element, member: Option<Element>, read: &Usual) {
        if let Some(last) = self.open.last_mut() {
            *last = containing;
        }
        let Some(element) = read.opens else {
            return;
        };
        self.depth += 1;
        self.open.extend(member);
        self.open.push(Element::Value(true));
        if let Element::Data(_) = element {
            self.open.push(Element::Array(true));
            self.json.push(b'[');
        } else {
            self.json.push(b'{');
        }
        self.open.push(element);
    }

    /// Ends an array or a struct with its value, which are `elements` elements.
    fn usual_end(&mut self, rest: &[u8], end: &[u8], close: u8, elements: usize) -> Option<usize> {
        if !rest.starts_with(end) {
            return None;
        }
        self.open.truncate(self.open.len() - elements);
        self.depth -= 1;
        self.json.push(close);
        Some(end.len())
    }
}

/// Returns the length up to the next tag, reference, or character that JSON escapes.
///
/// It compares eight bytes at a time, like the search of the JSON reader.
fn plain_length(text: &[u8]) -> usize {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const HIGH: u64 = u64::from_ne_bytes([0x80; 8]);
    let zeros = |word: u64| word.wrapping_sub(ONES) & !word & HIGH;
    let (words, _) = text.as_chunks::<8>();
    for (index, bytes) in words.iter().enumerate() {
        let word = u64::from_le_bytes(*bytes);
        let special = [b'<', b'&', b'"', b'\\'].map(|byte| zeros(word ^ (ONES * u64::from(byte))));
        let control = word.wrapping_sub(ONES * 0x20) & !word & HIGH;
        let found = special.into_iter().fold(control, |all, found| all | found);
        if found != 0 {
            return index * 8 + found.trailing_zeros() as usize / 8;
        }
    }
    let done = words.len() * 8;
    let tail = text.get(done..).unwrap_or_default();
    let is_special = |byte: &u8| matches!(byte, b'<' | b'&' | b'"' | b'\\' | 0..0x20);
    done + tail.iter().position(is_special).unwrap_or(tail.len())
}
