use super::Shape;

/// Finds the list of rows in a response while it arrives, reading each byte once.
///
/// It does not validate JSON. That happens when the response is decoded.
pub(super) struct Finder {
    /// The members that lead to the list. A list may precede the last one.
    path: &'static [&'static str],
    state: State,
    /// How many bytes it has read.
    #[cfg(test)]
    pub(super) looked: usize,
}

enum State {
    /// Before a value on the path.
    Value,
    /// Between members of an object on the path.
    Member,
    /// In a member's name, with the number of matching bytes if it still matches.
    Name(Option<usize>),
    /// In a name, after a backslash. An escaped name never matches.
    NameEscape,
    /// After a name, and whether it matched.
    Colon(bool),
    /// In a value off the path, with the number of open lists and objects.
    Other(usize),
    /// In a string in it.
    Text(usize),
    /// In such a string, after a backslash.
    TextEscape(usize),
    /// The list was found, or does not exist.
    Done,
}

impl Finder {
    pub(super) fn new(shape: Shape) -> Self {
        Finder {
            path: match shape {
                Shape::Enveloped => &["result", "records"],
                Shape::Bare => &["records"],
                #[cfg(feature = "xml-rpc")]
                Shape::Xml => &["records"],
            },
            state: State::Value,
            #[cfg(test)]
            looked: 0,
        }
    }

    /// Reads the next chunk, and returns the offset of the first row, if found.
    pub(super) fn find(&mut self, piece: &[u8]) -> Option<usize> {
        for (at, byte) in piece.iter().enumerate() {
            if let State::Done = self.state {
                return None;
            }
            #[cfg(test)]
            {
                self.looked += 1;
            }
            if self.step(*byte) {
                return Some(at + 1);
            }
        }
        None
    }

    /// Reads one byte, and returns whether it opens the list.
    fn step(&mut self, byte: u8) -> bool {
        use State::{Colon, Done, Member, Name, NameEscape, Other, Text, TextEscape, Value};

        let is_space = matches!(byte, b' ' | b'\n' | b'\r' | b'\t');
        self.state = match self.state {
            Value | Member | Colon(_) if is_space => return false,
            Value if byte == b'[' && self.path.len() <= 1 => {
                self.state = Done;
                return true;
            }
            Value if byte == b'{' && !self.path.is_empty() => Member,
            Member if byte == b',' => Member,
            Member if byte == b'"' => Name(Some(0)),
            Name(matched) => match (byte, self.path) {
                (b'"', [wanted, ..]) => Colon(matched == Some(wanted.len())),
                (b'\\', _) => NameEscape,
                (_, [wanted, ..]) => Name(matched.and_then(|matched| {
                    (wanted.as_bytes().get(matched) == Some(&byte)).then_some(matched + 1)
                })),
                (_, []) => Done,
            },
            NameEscape => Name(None),
            Colon(true) if byte == b':' => {
                self.path = self.path.get(1..).unwrap_or_default();
                Value
            }
            Colon(false) if byte == b':' => Other(0),
            Other(open) => match byte {
                b'"' => Text(open),
                b'[' | b'{' => Other(open + 1),
                b']' | b'}' if open > 0 => Other(open - 1),
                b',' if open == 0 => Member,
                b']' | b'}' => Done,
                _ => Other(open),
            },
            Text(open) => match byte {
                b'"' => Other(open),
                b'\\' => TextEscape(open),
                _ => Text(open),
            },
            TextEscape(open) => Text(open),
            Value | Member | Colon(_) | Done => Done,
        };
        false
    }
}
