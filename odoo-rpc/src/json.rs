//! A pull reader over JSON text, which decodes records from the bytes of a response.
//!
//! It replaces serde's derives for three reasons: generated code stays small and monomorphic (compile time), nothing is buffered between bytes
//! and records, and an error shows the token that was found, also `NaN` and `Infinity`, which Odoo writes although JSON does not have them.

mod decode_error;
mod deserialize;
mod mismatch;
mod number;
mod skip;
mod text;

pub use decode_error::DecodeError;
#[cfg(feature = "xml-rpc")]
pub(crate) use {number::token as number_length, text::plain_length as plain_text_length};

use std::{borrow::Cow, fmt};

/// Reads JSON text value by value.
///
/// Every method moves the reader to the end of the value that it read, or returns an error with what was expected and found.
///
/// ```
/// use odoo_orm::rpc::JsonReader;
///
/// let mut json = JsonReader::new(br#"[3, "Acme"]"#);
/// let (mut id, mut name) = (0, String::new());
/// json.array(|at, json| {
///     match at {
///         0 => id = json.integer()?,
///         _ => name = json.text()?.into_owned(),
///     }
///     Ok(())
/// })?;
/// assert_eq!((id, name.as_str()), (3, "Acme"));
/// # Ok::<_, odoo_orm::rpc::DecodeError>(())
/// ```
#[derive(Clone)]
pub struct JsonReader<'a> {
    input: &'a [u8],
    /// The input as text, as far as it is UTF-8.
    ///
    /// It is validated once, not for each string.
    text: &'a str,
    at: usize,
}

impl<'a> JsonReader<'a> {
    /// Creates a reader at the beginning of `input`.
    pub fn new(input: &'a [u8]) -> Self {
        let text = match str::from_utf8(input) {
            Ok(text) => text,
            Err(error) => {
                let valid = input.get(..error.valid_up_to()).unwrap_or_default();
                str::from_utf8(valid).unwrap_or_default()
            }
        };
        JsonReader { input, text, at: 0 }
    }

    /// Creates a reader at the beginning of a text.
    pub(crate) fn of(text: &'a str) -> Self {
        JsonReader {
            input: text.as_bytes(),
            text,
            at: 0,
        }
    }

    /// Returns how many bytes have been read.
    pub fn position(&self) -> usize {
        self.at
    }

    /// Moves to a position that [`position`](Self::position) returned.
    pub fn set_position(&mut self, at: usize) {
        self.at = at.min(self.input.len());
    }

    /// Skips white space and returns the first byte of the next value.
    #[inline]
    pub(crate) fn peek(&mut self) -> Option<u8> {
        while let Some(&byte) = self.input.get(self.at) {
            if !matches!(byte, b' ' | b'\n' | b'\r' | b'\t') {
                return Some(byte);
            }
            self.at += 1;
        }
        None
    }

    /// Skips `byte` if it is the next one.
    #[inline]
    fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    /// Skips `token` if the rest of the input begins with it.
    #[inline]
    fn take_token(&mut self, token: &[u8]) -> bool {
        let found = self.rest().starts_with(token);
        if found {
            self.at += token.len();
        }
        found
    }

    fn rest(&self) -> &'a [u8] {
        self.input.get(self.at..).unwrap_or_default()
    }

    /// Returns whether the next value is `null`.
    pub fn is_null(&mut self) -> bool {
        self.peek() == Some(b'n') && self.rest().starts_with(b"null")
    }

    /// Returns whether the next value is an array.
    #[inline]
    pub fn is_array(&mut self) -> bool {
        self.peek() == Some(b'[')
    }

    /// Returns whether the next value is an object.
    #[inline]
    pub fn is_object(&mut self) -> bool {
        self.peek() == Some(b'{')
    }

    /// Returns whether the next value is `false`, Odoo's empty value of most types.
    #[inline]
    pub fn is_false(&mut self) -> bool {
        self.peek() == Some(b'f') && self.rest().starts_with(b"false")
    }

    /// Reads `true` or `false`.
    ///
    /// # Errors
    ///
    /// Returns an error for any other value.
    pub fn boolean(&mut self) -> Result<bool, DecodeError> {
        self.peek();
        if self.take_token(b"true") {
            Ok(true)
        } else if self.take_token(b"false") {
            Ok(false)
        } else {
            Err(self.mismatch("`true` or `false`"))
        }
    }

    /// Reads an integer.
    ///
    /// # Errors
    ///
    /// Returns an error for any other value, also a fraction or a number beyond 64 bits.
    #[inline]
    pub fn integer(&mut self) -> Result<i64, DecodeError> {
        self.peek();
        match number::integer(self.rest()) {
            Some((value, length)) => {
                self.at += length;
                Ok(value)
            }
            None => Err(self.mismatch("an integer")),
        }
    }

    /// Reads a number.
    ///
    /// # Errors
    ///
    /// Returns an error for any other value. It names `NaN` and `Infinity`, which Odoo can send.
    pub fn float(&mut self) -> Result<f64, DecodeError> {
        self.peek();
        match number::float(self.rest()) {
            Some((value, length)) => {
                self.at += length;
                Ok(value)
            }
            None => Err(self.mismatch("a number")),
        }
    }

    /// Reads a string, which is borrowed unless it has escapes.
    ///
    /// # Errors
    ///
    /// Returns an error for any other value, and for a string that is not valid JSON or UTF-8.
    #[inline]
    pub fn text(&mut self) -> Result<Cow<'a, str>, DecodeError> {
        if self.peek() != Some(b'"') {
            return Err(self.mismatch("text"));
        }
        let start = self.at + 1;
        let body = self.input.get(start..).unwrap_or_default();
        let plain = text::plain_length(body);
        let end = start + plain;
        let Some(head) = self.text.get(start..end) else {
            return Err(text::not_utf8());
        };
        if self.input.get(end) == Some(&b'"') {
            self.at = end + 1;
            return Ok(Cow::Borrowed(head));
        }
        let (text, length) = text::unescape(body, head)?;
        self.at = start + length;
        Ok(Cow::Owned(text))
    }

    /// Reads an array, and calls `element` for each element.
    ///
    /// It gets the element's index, and must read exactly that element.
    ///
    /// # Errors
    ///
    /// Returns an error for any other value, and the first error of `element`.
    #[inline]
    pub fn array(
        &mut self,
        mut element: impl FnMut(usize, &mut Self) -> Result<(), DecodeError>,
    ) -> Result<(), DecodeError> {
        if !self.take(b'[') {
            return Err(self.mismatch("a list"));
        }
        let mut index = 0;
        while self.item(index == 0)? {
            element(index, self)?;
            index += 1;
        }
        Ok(())
    }

    /// Moves to the next item of a list, and returns whether there is one.
    ///
    /// `first` is whether no item has been read yet.
    ///
    /// # Errors
    ///
    /// Returns an error if the text is not a list.
    #[doc(hidden)]
    #[inline]
    pub fn item(&mut self, first: bool) -> Result<bool, DecodeError> {
        if self.take(b']') {
            return Ok(false);
        }
        if !first && !self.take(b',') {
            return Err(self.mismatch("`,` or the end of a list"));
        }
        Ok(true)
    }

    /// Reads an object, and calls `member` for each member.
    ///
    /// It gets the member's name, and must read exactly its value.
    ///
    /// # Errors
    ///
    /// Returns an error for any other value, and the first error of `member`.
    pub fn object(
        &mut self,
        mut member: impl FnMut(&str, &mut Self) -> Result<(), DecodeError>,
    ) -> Result<(), DecodeError> {
        self.begin_object()?;
        let mut first = true;
        while let Some(key) = self.key(first)? {
            first = false;
            member(&key, self)?;
        }
        Ok(())
    }

    /// Opens an object, whose members [`key`](Self::key) and a value method read in turn.
    ///
    /// # Errors
    ///
    /// Returns an error for any other value.
    #[doc(hidden)]
    #[inline]
    pub fn begin_object(&mut self) -> Result<(), DecodeError> {
        if self.take(b'{') {
            Ok(())
        } else {
            Err(self.mismatch("an object"))
        }
    }

    /// Returns the next key of an object, or `None` at its end.
    ///
    /// `first` is whether no member has been read yet.
    ///
    /// # Errors
    ///
    /// Returns an error if the text is not an object.
    #[doc(hidden)]
    #[inline]
    pub fn key(&mut self, first: bool) -> Result<Option<Cow<'a, str>>, DecodeError> {
        if self.take(b'}') {
            return Ok(None);
        }
        if !first && !self.take(b',') {
            return Err(self.mismatch("`,` or the end of an object"));
        }
        let key = self.text()?;
        if !self.take(b':') {
            return Err(self.mismatch("`:`"));
        }
        Ok(Some(key))
    }

    /// Skips the next key if it is `name`, to read members in the expected order.
    #[doc(hidden)]
    #[inline]
    pub fn take_key(&mut self, first: bool, name: &str) -> bool {
        // Python's formatting, which nearly all keys have.
        let length = name.len() + if first { 4 } else { 6 };
        let next = self.input.get(self.at..self.at + length);
        let behind = next.and_then(|key| {
            if first {
                key.strip_prefix(b"\"")
            } else {
                key.strip_prefix(b", \"")
            }
        });
        if behind.and_then(|key| key.strip_suffix(b"\": ")) == Some(name.as_bytes()) {
            self.at += length;
            return true;
        }
        self.take_key_in_other_space(first, name)
    }

    #[cold]
    fn take_key_in_other_space(&mut self, first: bool, name: &str) -> bool {
        let start = self.at;
        let found = (first || self.take(b','))
            && self.take(b'"')
            && self.take_token(name.as_bytes())
            && self.take_token(b"\"")
            && self.take(b':');
        if !found {
            self.at = start;
        }
        found
    }

    /// Skips an empty value: `null`, and `false` unless that is a value.
    #[doc(hidden)]
    #[inline]
    pub fn take_empty(&mut self, is_false_a_value: bool) -> bool {
        match self.peek() {
            Some(b'f') if !is_false_a_value => self.take_token(b"false"),
            Some(b'n') => self.take_token(b"null"),
            _ => false,
        }
    }

    /// Skips the next value and returns its text.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`skip`](Self::skip).
    pub fn raw(&mut self) -> Result<&'a [u8], DecodeError> {
        self.peek();
        let start = self.at;
        self.skip()?;
        Ok(self.input.get(start..self.at).unwrap_or_default())
    }

    /// Checks that only white space is left.
    ///
    /// # Errors
    ///
    /// Returns an error if more text follows.
    pub fn end(&mut self) -> Result<(), DecodeError> {
        match self.peek() {
            None => Ok(()),
            Some(_) => Err(self.mismatch("the end of the response")),
        }
    }
}

/// Shows the position, not the input.
impl fmt::Debug for JsonReader<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "JsonReader({} of {} bytes)", self.at, self.input.len())
    }
}

#[cfg(test)]
mod tests;
