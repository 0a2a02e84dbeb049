use chrono::{DateTime, NaiveDate, Utc};
use serde_json::json;

use super::*;
use crate::prelude::*;

#[derive(Debug, OdooModel)]
#[odoo(model = "res.partner")]
#[expect(dead_code, reason = "the tests use only its ids")]
struct Partner {
    id: Id<Partner>,
}

type One = Id<Partner>;

fn read<T: FromMethodResult>(text: &str) -> Result<T, String> {
    let mut json = JsonReader::new(text.as_bytes());
    let value = T::returned(&mut json).map_err(|error| error.to_string())?;
    json.end().unwrap();
    Ok(value)
}

#[test]
fn field_types_are_result_types() {
    assert_eq!(read::<String>(r#""x""#), Ok("x".into()));
    assert_eq!(read("false"), Ok(false));
    assert_eq!(read("-7"), Ok(-7_i64));
    assert_eq!(read("1.5"), Ok(1.5));
    assert_eq!(
        read(r#""2024-02-29""#),
        Ok(NaiveDate::from_ymd_opt(2024, 2, 29).unwrap())
    );
    assert!(read::<DateTime<Utc>>(r#""2024-02-29 12:34:56""#).is_ok());
    assert_eq!(read::<Vec<i32>>("[1, 2]"), Ok(vec![1, 2]));
    assert_eq!(read::<Vec<String>>("[]"), Ok(vec![]));
    let pairs: Vec<Many2one<Partner>> = read(r#"[[3, "Jo"], [4, false]]"#).unwrap();
    assert_eq!((pairs[0].name.as_str(), pairs[1].id), ("Jo", One::new(4)));
}

#[test]
fn records_are_decoded_in_every_format() {
    for text in [
        "3",
        "[3]",
        r#"[3, "Jo"]"#,
        "[3, false]",
        r#""res.partner(3,)""#,
    ] {
        assert_eq!(read::<One>(text), Ok(One::new(3)), "{text}");
        assert_eq!(read::<Option<One>>(text), Ok(Some(One::new(3))), "{text}");
        assert_eq!(read::<Vec<One>>(text), Ok(vec![One::new(3)]), "{text}");
    }
    for text in ["[3, 4]", r#""res.partner(3, 4)""#] {
        assert_eq!(read(text), Ok(vec![One::new(3), One::new(4)]), "{text}");
        let sentence = "expected one record, found 2 records";
        assert_eq!(read::<One>(text).unwrap_err(), sentence);
        assert_eq!(read::<Option<One>>(text).unwrap_err(), sentence);
    }
    for text in ["[]", r#""res.partner()""#] {
        assert_eq!(read::<Vec<One>>(text), Ok(vec![]), "{text}");
        assert_eq!(read::<Option<One>>(text), Ok(None), "{text}");
        assert_eq!(
            read::<One>(text).unwrap_err(),
            "expected one record, found none"
        );
    }
}

#[test]
fn results_without_records_of_the_model_are_rejected() {
    for text in [
        r#""res.users(3,)""#,
        r#""res.partner(<NewId 0x1>,)""#,
        r#""res.partner""#,
        r#""res.partner.category(3,)""#,
        "true",
        "{}",
        "3.5",
    ] {
        let error = read::<Vec<One>>(text).unwrap_err();
        assert!(
            error.starts_with("expected the id of a record, or several, found "),
            "{text}: {error}"
        );
    }
    assert_eq!(
        read::<Vec<One>>("[3, [4]]").unwrap_err(),
        "expected an id, found a list"
    );
}

#[test]
fn an_option_is_none_for_empty_results() {
    for text in ["null", "false"] {
        assert_eq!(read::<Option<String>>(text), Ok(None));
        assert_eq!(read::<Option<One>>(text), Ok(None));
        assert_eq!(read::<Option<Vec<i64>>>(text), Ok(None));
        assert!(read::<Option<Action>>(text).unwrap().is_none());
        assert!(read::<String>(text).is_err());
        assert!(read::<Vec<One>>(text).is_err());
    }
    assert_eq!(read::<Option<bool>>("false"), Ok(Some(false)));
    assert_eq!(read::<Option<bool>>("null"), Ok(None));
    assert_eq!(read(r#""x""#), Ok(Some("x".to_owned())));
    assert_eq!(read("[3]"), Ok(Some(vec![3_i64])));
}

#[test]
fn results_are_ignored_or_kept() {
    for text in ["null", "true", r#"{"a": [1, NaN]}"#] {
        assert_eq!(read(text), Ok(()), "{text}");
    }
    assert_eq!(read("null"), Ok(json!(null)));
    assert_eq!(read(r#"{"a": [1, false]}"#), Ok(json!({"a": [1, false]})));
    let error = read::<Value>("[NaN]").unwrap_err();
    assert!(error.contains("`NaN`, which JSON cannot hold"), "{error}");
}

#[test]
fn only_an_object_is_an_action() {
    let action: Action = read(r#"{"type": "ir.actions.act_url", "url": "/x"}"#).unwrap();
    assert_eq!(action.kind(), "ir.actions.act_url");
    for text in ["true", "[3]", r#"{"type": ""}"#] {
        assert!(read::<Option<Action>>(text).unwrap().is_none(), "{text}");
    }
    assert_eq!(
        read::<Action>("true").unwrap_err(),
        "expected an action, found `true`"
    );
}
