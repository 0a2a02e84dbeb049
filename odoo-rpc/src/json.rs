//! A pull reader over JSON text: what records are decoded with, straight from an answer's bytes.
//!
//! A derive-free reader rather than serde, for three reasons that were measured or are asked of it: generated code
//! stays small and monomorphic (compile time), nothing is buffered between bytes and records, and an error knows
//! what stood there, even for the `NaN` and `Infinity` tokens that Odoo writes though JSON has no such values.

mod deserialize;
mod mismatch;
mod number;
mod skip;
mod text;

use std::{borrow::Cow, fmt};

use crate::error::DecodeError;

/// Reads JSON text value by value.
///
/// Every method leaves the reader behind the value that it read, or fails and says what was expected and what came.
///
/// ```
/// use odoo_rpc::JsonReader;
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
/// # Ok::<_, odoo_rpc::DecodeError>(())
/// ```
#[derive(Clone)]
pub struct JsonReader<'a> {
    input: &'a [u8],
    at: usize,
}

impl<'a> JsonReader<'a> {
    /// Starts at the beginning of `input`.
    pub fn new(input: &'a [u8]) -> Self {
        JsonReader { input, at: 0 }
    }

    /// How many bytes have been read.
    pub fn position(&self) -> usize {
        self.at
    }

    /// Goes back (or forth) to a position that [`position`](Self::position) gave.
    pub fn set_position(&mut self, at: usize) {
        self.at = at.min(self.input.len());
    }

    /// The first byte of the next value, behind any white space.
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

    /// Takes `byte` if it is the next one.
    #[inline]
    fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    /// Takes `token` if the rest of the input begins with it.
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

    /// Whether the next value is `null`.
    pub fn is_null(&mut self) -> bool {
        self.peek() == Some(b'n') && self.rest().starts_with(b"null")
    }

    /// Whether the next value is an array.
    #[inline]
    pub fn is_array(&mut self) -> bool {
        self.peek() == Some(b'[')
    }

    /// Whether the next value is an object.
    #[inline]
    pub fn is_object(&mut self) -> bool {
        self.peek() == Some(b'{')
    }

    /// Whether the next value is `false`: what Odoo writes for an empty value of every type but a boolean.
    #[inline]
    pub fn is_false(&mut self) -> bool {
        self.peek() == Some(b'f') && self.rest().starts_with(b"false")
    }

    /// Reads `true` or `false`.
    ///
    /// # Errors
    ///
    /// When something else stands there.
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
    /// When something else stands there, a fraction too, or it leaves 64 bits.
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
    /// When something else stands there; `NaN` and `Infinity`, which Odoo can send, are named in the error.
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

    /// Reads text; borrowed unless it has escapes.
    ///
    /// # Errors
    ///
    /// When something else stands there, or the text is not valid JSON or UTF-8.
    #[inline]
    pub fn text(&mut self) -> Result<Cow<'a, str>, DecodeError> {
        if self.peek() != Some(b'"') {
            return Err(self.mismatch("text"));
        }
        let body = self.input.get(self.at + 1..).unwrap_or_default();
        let (text, length) = text::read(body)?;
        self.at += 1 + length;
        Ok(text)
    }

    /// Reads an array, handing each element's index and the reader to `element`, which must read just that element.
    ///
    /// # Errors
    ///
    /// When something else stands there, or the first error of `element`.
    #[inline]
    pub fn array(
        &mut self,
        mut element: impl FnMut(usize, &mut Self) -> Result<(), DecodeError>,
    ) -> Result<(), DecodeError> {
        if !self.take(b'[') {
            return Err(self.mismatch("a list"));
        }
        if self.take(b']') {
            return Ok(());
        }
        let mut index = 0;
        loop {
            element(index, self)?;
            index += 1;
            if self.take(b']') {
                return Ok(());
            }
            if !self.take(b',') {
                return Err(self.mismatch("`,` or the end of a list"));
            }
        }
    }

    /// Reads an object, handing each member's name and the reader to `member`, which must read just the member's value.
    ///
    /// # Errors
    ///
    /// When something else stands there, or the first error of `member`.
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

    /// Opens an object. Its members are read with [`key`](Self::key) and a value in turn.
    ///
    /// # Errors
    ///
    /// When something else stands there.
    #[doc(hidden)]
    #[inline]
    pub fn begin_object(&mut self) -> Result<(), DecodeError> {
        if self.take(b'{') {
            Ok(())
        } else {
            Err(self.mismatch("an object"))
        }
    }

    /// The next key of an object, or `None` at its end; `first` is whether no member has been read yet.
    ///
    /// # Errors
    ///
    /// When the text is not an object's.
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

    /// Takes the next key if it is `name`: the way to read members in the order that is expected.
    #[doc(hidden)]
    #[inline]
    pub fn take_key(&mut self, first: bool, name: &str) -> bool {
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

    /// The text of the next value as it stands, which is passed over.
    ///
    /// # Errors
    ///
    /// As [`skip`](Self::skip).
    pub fn raw(&mut self) -> Result<&'a [u8], DecodeError> {
        self.peek();
        let start = self.at;
        self.skip()?;
        Ok(self.input.get(start..self.at).unwrap_or_default())
    }

    /// Makes sure that only white space is left.
    ///
    /// # Errors
    ///
    /// When there is more.
    pub fn end(&mut self) -> Result<(), DecodeError> {
        match self.peek() {
            None => Ok(()),
            Some(_) => Err(self.mismatch("the end of the answer")),
        }
    }
}

/// Where it is, not what it reads.
impl fmt::Debug for JsonReader<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "JsonReader({} of {} bytes)", self.at, self.input.len())
    }
}

#[cfg(test)]
mod tests;
