use proptest::prelude::*;
use serde_json::Value;

use super::DecodeError;
use super::JsonReader;

/// Reads any value with the reader, as a tree to compare with `serde_json`'s.
fn tree(json: &mut JsonReader<'_>) -> Result<Value, DecodeError> {
    Ok(match json.peek() {
        Some(b'"') => json.text()?.into_owned().into(),
        Some(b'[') => {
            let mut items = Vec::new();
            json.array(|_, json| {
                items.push(tree(json)?);
                Ok(())
            })?;
            items.into()
        }
        Some(b'{') => {
            let mut members = serde_json::Map::new();
            json.begin_object()?;
            while let Some(key) = json.key(members.is_empty())? {
                members.insert(key.into_owned(), tree(json)?);
            }
            members.into()
        }
        Some(b't' | b'f') => json.boolean()?.into(),
        Some(b'n') => {
            json.skip()?;
            Value::Null
        }
        _ => match json.clone().integer() {
            Ok(_) => json.integer()?.into(),
            Err(_) => json.float()?.into(),
        },
    })
}

fn read(text: &str) -> Result<Value, DecodeError> {
    let mut json = JsonReader::new(text.as_bytes());
    let value = tree(&mut json)?;
    json.end()?;
    Ok(value)
}

fn message(result: Result<impl Sized, DecodeError>) -> String {
    match result {
        Ok(_) => panic!("it should have failed"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn an_error_says_what_was_expected_and_what_came() {
    let of = |text: &str| message(JsonReader::new(text.as_bytes()).integer());
    assert_eq!(of("false"), "expected an integer, found `false`");
    assert_eq!(of(r#""12""#), r#"expected an integer, found the text "12""#);
    assert_eq!(of("1.5,"), "expected an integer, found `1.5`");
    assert_eq!(of("[1]"), "expected an integer, found a list");
    assert_eq!(of("{}"), "expected an integer, found an object");
    assert_eq!(of(","), "expected an integer, found `,`");
    assert_eq!(
        of(" "),
        "expected an integer, found the end of the response"
    );
    assert_eq!(
        of("9223372036854775808"),
        "expected an integer, found `9223372036854775808`"
    );
    let long = format!("\"{}\"", "é".repeat(40));
    assert!(
        of(&long).ends_with("and 8 more characters"),
        "{}",
        of(&long)
    );
}

#[test]
fn tokens_that_json_does_not_have_are_named_and_can_be_skipped() {
    for token in ["NaN", "Infinity", "-Infinity"] {
        let error = message(JsonReader::new(token.as_bytes()).float());
        assert_eq!(
            error,
            format!(
                "expected a number, found `{token}`, which JSON cannot hold: correct the value in Odoo"
            )
        );
        let text = format!("[{token}, 1]");
        JsonReader::new(text.as_bytes()).skip().unwrap();
    }
}

#[test]
fn the_ends_of_64_bits_are_read() {
    assert_eq!(
        JsonReader::new(b"9223372036854775807").integer().unwrap(),
        i64::MAX
    );
    assert_eq!(
        JsonReader::new(b"-9223372036854775808").integer().unwrap(),
        i64::MIN
    );
}

#[test]
fn escapes_are_read_as_odoo_14_writes_them() {
    assert_eq!(
        read(r#""\u00c9l\u00e8ve \ud83d\ude00\n\"\\\/""#).unwrap(),
        "Élève 😀\n\"\\/"
    );
    for bad in [
        r#""\ud83d""#,
        r#""\ud83d\u0041""#,
        r#""\u+123""#,
        r#""\x""#,
        "\"\u{1}\"",
        "\"a",
    ] {
        assert!(read(bad).is_err(), "{bad}");
    }
}

#[test]
fn invalid_utf8_is_an_error_only_in_decoded_strings() {
    let mut json = JsonReader::new(b"[\"Zo\xc3\xa9\", 5, \"\xff\", \"x\"]");
    let mut read = Vec::new();
    let error = json.array(|_, json| {
        if json.peek() == Some(b'5') {
            return json.skip();
        }
        read.push(json.text()?.into_owned());
        Ok(())
    });
    assert_eq!(
        message(error),
        "expected text, found bytes that are not UTF-8"
    );
    assert_eq!(read, ["Zoé"]);
}

#[test]
fn deep_nesting_does_not_overflow_the_stack() {
    let deep = "[".repeat(100_000);
    assert!(JsonReader::new(deep.as_bytes()).skip().is_err());
}

#[test]
fn keys_are_taken_in_the_order_that_is_expected() {
    let mut json = JsonReader::new(br#"{"id": 3 , "name" : "x", "nam": 1}"#);
    json.begin_object().unwrap();
    assert!(!json.take_key(true, "name"));
    assert!(json.take_key(true, "id"));
    assert_eq!(json.integer().unwrap(), 3);
    assert!(
        !json.take_key(false, "nam"),
        "a beginning of a key is not the key"
    );
    assert!(json.take_key(false, "name"));
    assert_eq!(json.raw().unwrap(), br#""x""#);
    assert_eq!(json.key(false).unwrap().as_deref(), Some("nam"));
    json.skip().unwrap();
    assert_eq!(json.key(false).unwrap(), None);
    json.end().unwrap();
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        "[a-z\"\\\\é]{0,40}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 64, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Value::from),
            prop::collection::btree_map(any::<String>(), inner, 0..8)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn any_json_is_read_back(value in any_value(), pretty: bool) {
        let text = if pretty {
            serde_json::to_string_pretty(&value).unwrap()
        } else {
            value.to_string()
        };
        // Not compared with serde_json's reading, which is one bit off for some floats by default.
        prop_assert_eq!(read(&text).unwrap(), value);
        let mut json = JsonReader::new(text.as_bytes());
        prop_assert_eq!(json.raw().unwrap(), text.as_bytes());
    }

    /// One byte of a good text is changed, so that most of it stays one.
    #[test]
    fn json_that_serde_json_refuses_is_refused(
        value in any_value(),
        at: prop::sample::Index,
        byte in prop::sample::select(br#"[]{},:"\\ue0-9.+truefalsn "#.to_vec()),
    ) {
        let mut bytes = value.to_string().into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        // Only what is text at all is compared; the reader checks that itself, value by value.
        prop_assume!(std::str::from_utf8(&bytes).is_ok());
        let text = String::from_utf8(bytes).unwrap();
        let theirs = serde_json::from_str::<Value>(&text);
        prop_assert_eq!(read(&text).is_ok(), theirs.is_ok(), "{} {:?}", text, theirs);
        let mut skipped = JsonReader::new(text.as_bytes());
        // A number may be as large as it likes where nobody reads it, which serde_json refuses before it sees the rest.
        if !theirs.as_ref().is_err_and(|error| error.to_string().starts_with("number out of range")) {
            prop_assert_eq!(skipped.skip().and_then(|()| skipped.end()).is_ok(), theirs.is_ok(), "{}", text);
        }
    }

    #[test]
    fn no_input_makes_it_panic(bytes: Vec<u8>) {
        let mut json = JsonReader::new(&bytes);
        let _ = json.skip();
        let _ = tree(&mut JsonReader::new(&bytes));
    }
}

/// Odoo writes floats with up to 17 digits, as Python's `repr`.
#[test]
fn floats_are_read_to_the_last_digit() {
    for number in [
        3e30,
        0.1 + 0.2,
        1_234.560_000_000_000_1,
        f64::MIN_POSITIVE,
        f64::MAX,
        123_456_789_012_345_680.0,
        9.313_225_746_154_785e-10,
    ] {
        let text = format!("{number:e}");
        let read: f64 = JsonReader::new(text.as_bytes()).deserialize().unwrap();
        assert_eq!(read.to_bits(), number.to_bits(), "{text}");
        let own = JsonReader::new(text.as_bytes()).float().unwrap();
        assert_eq!(own.to_bits(), number.to_bits(), "{text}");
    }
}
