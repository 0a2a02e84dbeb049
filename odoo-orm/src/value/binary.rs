//! `binary` and `image` fields: bytes, sent as base64, or only their size.

use std::{fmt, ops::Deref};

use base64::{
    Engine as _, alphabet,
    engine::{
        DecodePaddingMode,
        general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD},
    },
};
use odoo_rpc::{DecodeError, JsonReader};

use super::{EncodeResult, Encoder, Fetch, FieldType, IntoValue, ReadAs, Scalar};

/// The bytes of a `binary` or `image` field. Dereferences to a slice.
///
/// Binary data is large. If a field is only written or rarely read, declare it as [`NotLoaded<Option<Binary>>`](crate::NotLoaded), which a
/// projection reads as `Option<Binary>` or as `Option<`[`BinarySize`]`>`.
///
/// ```
/// use odoo_orm::{Binary, NotLoaded, prelude::*};
///
/// #[derive(OdooModel)]
/// #[odoo(model = "ir.attachment")]
/// struct Attachment {
///     id: Id<Attachment>,
///     name: String,
///     datas: NotLoaded<Option<Binary>>,
/// }
///
/// let values = Values::new().set(Attachment::NAME, "a.txt").set(Attachment::DATAS, b"some text");
/// # let _ = values;
/// ```
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Binary(Vec<u8>);

impl Binary {
    /// Converts into a vector.
    pub fn into_vec(self) -> Vec<u8> {
        self.0
    }

    #[cfg(feature = "serde")]
    pub(crate) fn to_base64(&self) -> String {
        STANDARD.encode(&self.0)
    }

    #[cfg(feature = "serde")]
    pub(crate) fn from_base64(text: &str) -> Option<Self> {
        STANDARD.decode(text).ok().map(Binary)
    }
}

impl From<Vec<u8>> for Binary {
    fn from(bytes: Vec<u8>) -> Self {
        Binary(bytes)
    }
}

impl From<&[u8]> for Binary {
    fn from(bytes: &[u8]) -> Self {
        Binary(bytes.to_vec())
    }
}

impl From<Binary> for Vec<u8> {
    fn from(bytes: Binary) -> Self {
        bytes.0
    }
}

impl AsRef<[u8]> for Binary {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Deref for Binary {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

/// Shows the number of bytes, because the bytes may be personal data.
impl fmt::Debug for Binary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Binary({} bytes)", self.0.len())
    }
}

#[diagnostic::do_not_recommend]
impl FieldType for Binary {
    type Base = Self;
    const TYPES: &'static [&'static str] = BINARY;

    fn decode(json: &mut JsonReader<'_>) -> Result<Self, DecodeError> {
        const BASE64: &str = "bytes in base64";
        const NOT_SIZE: &str =
            "bytes in base64, not their size, which `bin_size` in the context requests";
        let start = json.position();
        let text = json.text().map_err(|error| error.expecting(BASE64))?;
        let decoded = STANDARD
            .decode(text.as_bytes())
            .or_else(|_| LENIENT.decode(without_space(&text)));
        decoded.map(Binary).map_err(|_| {
            json.set_position(start);
            let is_size = text.contains(' ') && !text.contains('\n');
            json.mismatch(if is_size { NOT_SIZE } else { BASE64 })
        })
    }

    fn encode(&self, encoder: &mut Encoder<'_>) -> EncodeResult {
        encode(self, encoder)
    }
}

/// Clients write the column directly, and Python emits line breaks and accepts missing padding (`base64.encodebytes`).
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

fn without_space(text: &str) -> Vec<u8> {
    text.bytes()
        .filter(|byte| !matches!(byte, b'\n' | b'\r'))
        .collect()
}

const BINARY: &[&str] = &["binary"];

fn encode(bytes: &[u8], encoder: &mut Encoder<'_>) -> EncodeResult {
    encoder.text(STANDARD.encode(bytes))
}

impl Scalar for Binary {}

#[diagnostic::do_not_recommend]
impl IntoValue<Binary> for Binary {
    fn into_value(self, encoder: &mut Encoder<'_>) -> EncodeResult {
        encode(&self, encoder)
    }
}

#[diagnostic::do_not_recommend]
impl IntoValue<Binary> for &Binary {
    fn into_value(self, encoder: &mut Encoder<'_>) -> EncodeResult {
        encode(self, encoder)
    }
}

#[diagnostic::do_not_recommend]
impl IntoValue<Binary> for Vec<u8> {
    fn into_value(self, encoder: &mut Encoder<'_>) -> EncodeResult {
        encode(&self, encoder)
    }
}

#[diagnostic::do_not_recommend]
impl IntoValue<Binary> for &[u8] {
    fn into_value(self, encoder: &mut Encoder<'_>) -> EncodeResult {
        encode(self, encoder)
    }
}

#[diagnostic::do_not_recommend]
impl<const N: usize> IntoValue<Binary> for &[u8; N] {
    fn into_value(self, encoder: &mut Encoder<'_>) -> EncodeResult {
        encode(self, encoder)
    }
}

/// The size of a `binary` or `image` field, read instead of its bytes.
///
/// A read with such a field requests sizes (`bin_size` in the context), so the record cannot also have fields with bytes.
/// The server returns the size as rounded text: `"12.50 Kb"`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct BinarySize(String);

impl BinarySize {
    #[cfg(feature = "serde")]
    pub(crate) fn new(text: String) -> Self {
        BinarySize(text)
    }

    /// Returns the server's text, such as `12.50 Kb`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the number of bytes, or `None` if the text has another format.
    ///
    /// The number is as exact as the server's rounding: two decimals of a unit, with steps of 1,024.
    pub fn bytes(&self) -> Option<u64> {
        let (number, unit) = self.0.split_once(' ')?;
        let power = ["bytes", "kb", "mb", "gb", "tb"]
            .iter()
            .position(|known| unit.eq_ignore_ascii_case(known))?;
        let number: f64 = number.parse().ok()?;
        let bytes = number * 1024_f64.powi(i32::try_from(power).ok()?);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "checked to be within the range"
        )]
        (0.0..=9e18)
            .contains(&bytes)
            .then_some(bytes.round() as u64)
    }
}

impl fmt::Display for BinarySize {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[diagnostic::do_not_recommend]
impl FieldType for BinarySize {
    type Base = Self;
    const TYPES: &'static [&'static str] = BINARY;
    const FETCH: Fetch = Fetch::Size;

    fn decode(json: &mut JsonReader<'_>) -> Result<Self, DecodeError> {
        let text = json.text().map_err(|error| error.expecting("a size"))?;
        Ok(BinarySize(text.into_owned()))
    }

    /// A size cannot be written in place of the bytes.
    fn encode(&self, _: &mut Encoder<'_>) -> EncodeResult {
        Ok(())
    }
}

impl Scalar for BinarySize {}

#[diagnostic::do_not_recommend]
impl ReadAs<Binary> for BinarySize {}

#[diagnostic::do_not_recommend]
impl ReadAs<Option<Binary>> for Option<BinarySize> {}

#[diagnostic::do_not_recommend]
impl ReadAs<super::NotLoaded<Binary>> for BinarySize {}

#[diagnostic::do_not_recommend]
impl ReadAs<super::NotLoaded<Option<Binary>>> for Option<BinarySize> {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::written;

    fn read<T: FieldType>(text: &str) -> Result<T, String> {
        let json = format!("{text:?}");
        T::decode(&mut JsonReader::new(json.as_bytes())).map_err(|error| error.to_string())
    }

    #[test]
    fn bytes_are_sent_as_base64() {
        let bytes = Binary::from(vec![0, 1, 255]);
        let encoded = written(|encoder| (&bytes).into_value(encoder));
        assert_eq!(encoded.unwrap().unwrap(), "AAH/");
        assert_eq!(read::<Binary>("AAH/"), Ok(bytes));
        assert_eq!(format!("{:?}", Binary::from(vec![7; 9])), "Binary(9 bytes)");
        assert_eq!(read::<Binary>("").unwrap().len(), 0);
        assert_eq!(read::<Binary>("AAEC\nAwQF\n").unwrap().len(), 6);
        assert_eq!(read::<Binary>("AAE").unwrap().len(), 2);
    }

    #[test]
    fn a_size_and_base64_are_distinguished() {
        let error = read::<Binary>("5.00 bytes").unwrap_err();
        assert!(
            error.contains("`bin_size`") && error.contains("5.00 bytes"),
            "{error}"
        );
        assert!(
            read::<Binary>("%%%")
                .unwrap_err()
                .starts_with("expected bytes in base64, found")
        );
    }

    #[test]
    fn a_size_has_a_unit() {
        let bytes = |text: &str| BinarySize(text.to_owned()).bytes();
        assert_eq!(bytes("70.00 bytes"), Some(70));
        assert_eq!(bytes("8 bytes"), Some(8));
        assert_eq!(bytes("1.50 Kb"), Some(1536));
        assert_eq!(bytes("2 MB"), Some(2 << 20));
        assert_eq!(bytes("-1 Kb"), None);
        assert_eq!(bytes("much"), None);
    }
}
