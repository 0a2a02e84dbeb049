//! Values of requests as XML.

use crate::json::{DecodeError, JsonReader};

/// Writes the body of a request.
pub(crate) struct XmlWriter(String);

/// What XML-RPC cannot carry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Unwritable {
    /// An integer beyond 32 bits.
    Integer(String),
    /// A character that XML does not have.
    Character(char),
    /// Too many arrays and objects in one another.
    Depth,
}

/// As many levels as `serde_json` reads.
const MAX_DEPTH: usize = 128;

impl XmlWriter {
    /// Begins the call of `method`.
    pub(crate) fn new(method: &str) -> Self {
        XmlWriter(format!(
            "<?xml version='1.0'?>\n<methodCall><methodName>{method}</methodName><params>"
        ))
    }

    /// Writes the next parameter from JSON.
    pub(crate) fn parameter(&mut self, json: &[u8]) -> Result<(), Unwritable> {
        self.0.push_str("<param>");
        self.value(&mut JsonReader::new(json), 0)?;
        self.0.push_str("</param>");
        Ok(())
    }

    /// Writes the next parameter, an array of items that `items` writes with [`item`](Self::item).
    pub(crate) fn array<E>(
        &mut self,
        items: impl FnOnce(&mut Self) -> Result<(), E>,
    ) -> Result<(), E> {
        self.0.push_str("<param><value><array><data>");
        items(self)?;
        self.0.push_str("</data></array></value></param>");
        Ok(())
    }

    /// Writes the next parameter, a struct of members that `members` writes with [`member`](Self::member).
    pub(crate) fn members<E>(
        &mut self,
        members: impl FnOnce(&mut Self) -> Result<(), E>,
    ) -> Result<(), E> {
        self.0.push_str("<param><value><struct>");
        members(self)?;
        self.0.push_str("</struct></value></param>");
        Ok(())
    }

    pub(crate) fn item(&mut self, json: &[u8]) -> Result<(), Unwritable> {
        self.value(&mut JsonReader::new(json), 0)
    }

    pub(crate) fn member(&mut self, name: &str, json: &[u8]) -> Result<(), Unwritable> {
        self.named(name, &mut JsonReader::new(json), 0)
    }

    pub(crate) fn text_parameter(&mut self, text: &str) -> Result<(), Unwritable> {
        self.0.push_str("<param><value>");
        self.string(text)?;
        self.0.push_str("</value></param>");
        Ok(())
    }

    pub(crate) fn finish(mut self) -> Vec<u8> {
        self.0.push_str("</params></methodCall>\n");
        self.0.into_bytes()
    }

    fn value(&mut self, json: &mut JsonReader<'_>, depth: usize) -> Result<(), Unwritable> {
        if depth > MAX_DEPTH {
            return Err(Unwritable::Depth);
        }
        self.0.push_str("<value>");
        // The JSON is our own, so only the writer's errors can occur.
        let mut failed = None;
        let done = self.content(json, depth, &mut failed);
        debug_assert!(done.is_ok() || failed.is_some(), "{done:?}");
        if let Some(failed) = failed {
            return Err(failed);
        }
        self.0.push_str("</value>");
        Ok(())
    }

    fn content(
        &mut self,
        json: &mut JsonReader<'_>,
        depth: usize,
        failed: &mut Option<Unwritable>,
    ) -> Result<(), DecodeError> {
        let mut check = |done: Result<(), Unwritable>| {
            done.map_err(|why| {
                *failed = Some(why);
                DecodeError::new("", String::new())
            })
        };
        if json.is_array() {
            self.0.push_str("<array><data>");
            json.array(|_, json| check(self.value(json, depth + 1)))?;
            self.0.push_str("</data></array>");
        } else if json.is_object() {
            self.0.push_str("<struct>");
            json.object(|name, json| check(self.named(name, json, depth + 1)))?;
            self.0.push_str("</struct>");
        } else if json.peek() == Some(b'"') {
            let text = json.text()?;
            check(self.string(&text))?;
        } else {
            let word = String::from_utf8_lossy(json.raw()?);
            check(self.word(&word))?;
        }
        Ok(())
    }

    fn named(
        &mut self,
        name: &str,
        json: &mut JsonReader<'_>,
        depth: usize,
    ) -> Result<(), Unwritable> {
        self.0.push_str("<member><name>");
        self.escaped(name)?;
        self.0.push_str("</name>");
        self.value(json, depth)?;
        self.0.push_str("</member>");
        Ok(())
    }

    fn word(&mut self, word: &str) -> Result<(), Unwritable> {
        let (open, text, close) = match word {
            "null" => ("<nil/>", "", ""),
            "true" => ("<boolean>", "1", "</boolean>"),
            "false" => ("<boolean>", "0", "</boolean>"),
            number if number.contains(['.', 'e', 'E']) => ("<double>", number, "</double>"),
            number if number.parse::<i32>().is_ok() => ("<int>", number, "</int>"),
            number => return Err(Unwritable::Integer(number.to_owned())),
        };
        for part in [open, text, close] {
            self.0.push_str(part);
        }
        Ok(())
    }

    fn string(&mut self, text: &str) -> Result<(), Unwritable> {
        self.0.push_str("<string>");
        self.escaped(text)?;
        self.0.push_str("</string>");
        Ok(())
    }

    fn escaped(&mut self, text: &str) -> Result<(), Unwritable> {
        let mut rest = text;
        while let Some(at) = rest.find(|character| {
            matches!(character, '&' | '<' | '>' | '\r') || is_unwritable(character)
        }) {
            let (plain, special) = rest.split_at(at);
            self.0.push_str(plain);
            let mut characters = special.chars();
            self.0.push_str(match characters.next() {
                Some('&') => "&amp;",
                Some('<') => "&lt;",
                Some('>') => "&gt;",
                // A parser turns the character itself into a line feed.
                Some('\r') => "&#13;",
                Some(character) => return Err(Unwritable::Character(character)),
                None => "",
            });
            rest = characters.as_str();
        }
        self.0.push_str(rest);
        Ok(())
    }
}

/// Matches what the production `Char` of XML 1.0 excludes.
fn is_unwritable(character: char) -> bool {
    matches!(character, '\0'..='\x08' | '\x0b' | '\x0c' | '\x0e'..='\x1f' | '\u{fffe}' | '\u{ffff}')
}
