//! Exceptions as XML-RPC faults of `/xmlrpc/2` (14: `odoo/service/wsgi_server.py`, 19: `addons/rpc/controllers/xmlrpc.py`).
//!
//! A fault has a code instead of the class: 1 for a class that is not Odoo's, with the traceback as its text, 2 for `UserError` and its subclasses, 3 for `AccessDenied`,
//! 4 for `AccessError`, each with the message alone.

use serde_json::Value;

use super::Fault;

/// What a fault means.
pub(crate) enum XmlFault {
    Raised(Box<Fault>),
    /// The method was committed and returned `None`, which Odoo does not write.
    ReturnedNone,
    /// The same, with another value that Odoo does not write, and its message.
    Unwritable(String),
}

const TRACEBACK: &str = "Traceback (most recent call last):\n";

impl XmlFault {
    /// Reads the struct of a fault, as JSON.
    ///
    /// Members of an unexpected shape are kept as text.
    pub(crate) fn from_json(json: &[u8]) -> Result<Self, serde_json::Error> {
        let value: Value = serde_json::from_slice(json)?;
        let text = match value.get("faultString") {
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
            None => value.to_string(),
        };
        let code = value
            .get("faultCode")
            .and_then(Value::as_i64)
            .unwrap_or_default();
        let fault = |name: &str, message: &str| Fault {
            code,
            ..Fault::new(name, message)
        };
        let fault = match code {
            1 => {
                let block = text
                    .rfind(TRACEBACK)
                    .map_or("", |at| text.get(at..).unwrap_or_default());
                let (class, message) = raised(block);
                if is_of_result(block) {
                    return Ok(match message {
                        "cannot marshal None unless allow_none is enabled" if !is_nested(block) => {
                            XmlFault::ReturnedNone
                        }
                        message => XmlFault::Unwritable(format!("{class}: {message}")),
                    });
                }
                let mut fault = match (class.is_empty(), class.contains('.')) {
                    (true, _) => fault("", &text),
                    (false, true) => fault(class, message),
                    (false, false) => fault(&format!("builtins.{class}"), message),
                };
                // The message of a `KeyError` is its argument as a literal.
                if class == "KeyError"
                    && let Some(key) = message
                        .strip_prefix('\'')
                        .and_then(|key| key.strip_suffix('\''))
                {
                    fault.arguments = vec![key.into()];
                }
                fault.debug = text;
                fault
            }
            2 if names_records(&text) => fault("odoo.exceptions.MissingError", &text),
            2 => fault("odoo.exceptions.UserError", &text),
            3 => fault("odoo.exceptions.AccessDenied", &text),
            4 => fault("odoo.exceptions.AccessError", &text),
            _ => fault("", &text),
        };
        Ok(XmlFault::Raised(Box::new(fault)))
    }
}

/// Returns the class and the message at the end of a traceback.
///
/// They follow the frames, which are indented.
fn raised(traceback: &str) -> (&str, &str) {
    let mut at = TRACEBACK.len();
    for line in traceback
        .get(at..)
        .unwrap_or_default()
        .split_inclusive('\n')
    {
        if !line.starts_with(' ') {
            break;
        }
        at += line.len();
    }
    let end = traceback.get(at..).unwrap_or_default();
    let end = end.strip_suffix('\n').unwrap_or(end);
    let (class, message) = end.split_once(": ").unwrap_or((end, ""));
    let is_class = |class: &str| {
        !class.is_empty()
            && class
                .chars()
                .all(|letter| letter.is_alphanumeric() || matches!(letter, '.' | '_'))
    };
    if is_class(class) {
        (class, message)
    } else {
        ("", end)
    }
}

/// Returns whether an exception was raised after the commit, while writing the result.
fn is_of_result(traceback: &str) -> bool {
    let frames = || {
        traceback
            .lines()
            .filter(|line| line.starts_with("  File \""))
    };
    let after = frames()
        .skip_while(|line| !line.ends_with(", in _xmlrpc"))
        .nth(1);
    after.is_some_and(|frame| frame.ends_with(", in dumps"))
}

/// Returns whether such an exception is about a value within the result.
fn is_nested(traceback: &str) -> bool {
    traceback
        .lines()
        .any(|line| line.ends_with(", in dump_array") || line.ends_with(", in dump_struct"))
}

/// Matches the end of a `MissingError`'s message, whose words are translated (14 to 19).
///
/// For example `(Record: res.partner(7,), User: 2)`.
///
/// The fault has the code of a `UserError`, but callers handle a missing record separately.
fn names_records(message: &str) -> bool {
    let last = message.trim_end().lines().next_back().unwrap_or_default();
    let Some((record, user)) = last
        .strip_prefix('(')
        .and_then(|last| last.strip_suffix(')'))
        .and_then(|last| last.rsplit_once("), "))
    else {
        return false;
    };
    let Some((model, ids)) = record.rsplit_once('(') else {
        return false;
    };
    let model = model.rsplit(' ').next().unwrap_or_default();
    let is_model = model.starts_with(|first: char| first.is_ascii_lowercase())
        && model.chars().all(|letter| {
            letter.is_ascii_lowercase() || letter.is_ascii_digit() || matches!(letter, '.' | '_')
        });
    let is_ids = ids.starts_with(|first: char| first.is_ascii_digit())
        && ids
            .chars()
            .all(|letter| letter.is_ascii_digit() || matches!(letter, ',' | ' '));
    is_model && is_ids && user.ends_with(|last: char| last.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(code: i64, text: &str) -> XmlFault {
        let json = json!({"faultCode": code, "faultString": text});
        XmlFault::from_json(json.to_string().as_bytes()).unwrap()
    }

    fn fault(code: i64, text: &str) -> Fault {
        match read(code, text) {
            XmlFault::Raised(fault) => *fault,
            XmlFault::ReturnedNone | XmlFault::Unwritable(_) => panic!("no fault: {text}"),
        }
    }

    fn traceback(frames: &[&str], end: &str) -> String {
        let frames = frames.iter().fold(String::new(), |text, frame| {
            text + "  File \"/usr/lib/x.py\", line 1, in " + frame + "\n    code()\n    ~~~~^^\n"
        });
        format!("{TRACEBACK}{frames}{end}\n")
    }

    #[test]
    fn the_class_follows_from_the_code() {
        assert!(fault(3, "Access Denied").is_access_denied());
        assert!(fault(4, "You cannot").is_access());
        let user = fault(2, "A tag needs a name.");
        assert!(user.is_user_error() && !user.is_missing());
        assert_eq!((user.code(), user.message()), (2, "A tag needs a name."));
        assert_eq!(user.arguments(), ["A tag needs a name."]);
        assert_eq!(fault(9, "x").name(), "");
    }

    #[test]
    fn a_missing_record_is_recognized_in_any_language() {
        for message in [
            "Record does not exist or has been deleted.\n(Record: res.partner(99999999,), User: 2)",
            "L'enregistrement n'existe pas.\n(Enregistrement : x_tag.line2(1, 2), Utilisateur : 7)\n",
        ] {
            assert!(fault(2, message).is_missing(), "{message}");
        }
        for message in [
            "",
            "()",
            "(Record: res.partner(1,))",
            "(see f(1), 2)x",
            "Check (a), 2)",
            "(Record: res.partner(), User: 2)",
        ] {
            assert!(!fault(2, message).is_missing(), "{message}");
        }
    }

    #[test]
    fn the_class_of_others_is_in_the_traceback() {
        let plain = fault(
            1,
            &traceback(
                &["xmlrpc_2", "_xmlrpc", "dispatch_rpc", "f"],
                "AttributeError: no method",
            ),
        );
        assert_eq!(
            (plain.name(), plain.message()),
            ("builtins.AttributeError", "no method")
        );
        assert!(plain.debug().contains("in dispatch_rpc"));
        let cause = traceback(&["f"], "KeyError: 'x'");
        let chained = format!(
            "{cause}\nDuring handling of the above exception, another exception occurred:\n\n{}",
            traceback(
                &["_xmlrpc", "dispatch_rpc"],
                "psycopg2.errors.SerializationFailure: could not\nDETAIL: x\n  y: z"
            )
        );
        let chained = fault(1, &chained);
        assert!(chained.is_concurrency());
        assert_eq!(chained.message(), "could not\nDETAIL: x\n  y: z");
        let key = fault(
            1,
            &traceback(&["_xmlrpc", "dispatch_rpc"], "KeyError: 'lang'"),
        );
        assert_eq!(
            (key.name(), key.arguments()),
            ("builtins.KeyError", &[json!("lang")][..])
        );
        let bare = fault(1, &traceback(&["f"], "ValueError"));
        assert_eq!((bare.name(), bare.message()), ("builtins.ValueError", ""));
        let other = fault(1, "something else");
        assert_eq!((other.name(), other.message()), ("", "something else"));
    }

    #[test]
    fn a_result_that_cannot_be_written_is_no_exception_of_the_method() {
        let none = "TypeError: cannot marshal None unless allow_none is enabled";
        let end = ["dumps", "dumps", "dump", "__dump", "dump_nil"];
        let result = |frames: &[&str], end: &str| {
            read(
                1,
                &traceback(&[&["xmlrpc_2", "_xmlrpc"], frames].concat(), end),
            )
        };
        assert!(matches!(result(&end, none), XmlFault::ReturnedNone));
        assert!(matches!(
            result(&["dumps", "__dump", "dump_array", "dump_nil"], none),
            XmlFault::Unwritable(_)
        ));
        let other = result(
            &end,
            "TypeError: cannot marshal <class 'frozendict'> objects",
        );
        assert!(
            matches!(other, XmlFault::Unwritable(why) if why == "TypeError: cannot marshal <class 'frozendict'> objects")
        );
        // The same exception of the method itself, and of a request.
        for frames in [&["dispatch_rpc", "f", "dumps", "dump_nil"][..], &["loads"]] {
            assert!(matches!(result(frames, none), XmlFault::Raised(_)));
        }
    }

    #[test]
    fn members_of_another_shape_are_kept() {
        for json in [
            "{}",
            "[]",
            "\"x\"",
            r#"{"faultCode": "1", "faultString": 3}"#,
        ] {
            let XmlFault::Raised(fault) = XmlFault::from_json(json.as_bytes()).unwrap() else {
                panic!("no fault: {json}");
            };
            assert_eq!(fault.name(), "");
            assert!(!fault.message().is_empty());
        }
    }
}
