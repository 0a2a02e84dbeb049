use proptest::prelude::*;
use serde_json::json;

use super::*;

fn of(members: &[(&str, Value)]) -> Object {
    let mut object = Object::default();
    for (name, value) in members {
        object.put(name, |encoder| encoder.json(value)).unwrap();
    }
    object
}

#[test]
fn members_have_the_order_in_which_they_were_set() {
    let object = of(&[
        ("name", json!("a\"b")),
        ("color", json!(3)),
        ("a", json!([{}])),
    ]);
    assert_eq!(object.to_json(), br#"{"name":"a\"b","color":3,"a":[{}]}"#);
    assert_eq!(object.len(), object.to_json().len());
    assert_eq!(Object::default().to_json(), b"{}");
    let list = Object::list(&[object.clone(), Object::default()]);
    let expected = json!([{"name": "a\"b", "color": 3, "a": [{}]}, {}]);
    assert_eq!(serde_json::from_slice::<Value>(&list).unwrap(), expected);
    assert_eq!(Object::list(&[]), b"[]");
}

#[test]
fn a_member_that_cannot_be_encoded_is_removed() {
    let refused = |encoder: &mut Encoder<'_>| {
        encoder.json(&1)?;
        Err(ConfigError::new("no"))
    };
    for names in [["a", "b", "c"], ["b", "c", "a"], ["c", "a", "b"]] {
        let mut object = of(&names.map(|name| (name, json!(name))));
        object.put("a", refused).unwrap_err();
        object.put("d", |_| Ok(())).unwrap();
        assert_eq!(Value::from(object.to_map()), json!({"b": "b", "c": "c"}));
    }
}

#[test]
fn a_name_cannot_end_its_text() {
    for name in ["a\"", "a\\", "a\n"] {
        let error = Object::default().put(name, |_| Ok(())).unwrap_err();
        assert!(error.to_string().contains("invalid field name"), "{error}");
    }
}

/// Names of which many share their bit.
///
/// Their first, middle and last characters are equal.
fn name() -> impl Strategy<Value = String> {
    prop_oneof!["[a-c]{0,3}", "x[a-e]y[a-e]z", "[a-zé_]{1,12}"]
}

proptest! {
    #[test]
    fn an_object_is_a_map(steps in proptest::collection::vec((name(), proptest::option::of("[\"\\\\a,:{}]{0,6}")), 0..40)) {
        let (mut object, mut map) = (Object::default(), Map::new());
        for (name, value) in steps {
            if let Some(value) = value {
                object.put(&name, |encoder| encoder.text(value.as_str())).unwrap();
                map.insert(name, value.into());
            } else {
                object.remove(&name);
                map.remove(&name);
            }
            prop_assert_eq!(&object.to_map(), &map);
            prop_assert_eq!(object.is_empty(), map.is_empty());
            for (name, value) in &map {
                let json = value.to_string();
                prop_assert_eq!(object.get(name), Some(json.as_bytes()));
            }
        }
        prop_assert_eq!(object.names().count(), map.len());
        prop_assert_eq!(object.sorted(), Value::from(map.clone()).to_string());
        let copy = Object::of_map(&map).unwrap();
        prop_assert_eq!(copy.to_map(), map);
    }
}

#[test]
fn a_value_that_cannot_be_read_again_is_refused() {
    let nested = |levels: usize| {
        let mut value = json!("a \"[[\" text");
        for _ in 0..levels {
            value = json!([value]);
        }
        value
    };
    let mut object = Object::default();
    object
        .put("deep", |encoder| encoder.json(&nested(MOST_LEVELS)))
        .unwrap();
    assert_eq!(object.to_map()["deep"], nested(MOST_LEVELS));
    let error = object.put("deep", |encoder| encoder.json(&nested(MOST_LEVELS + 1)));
    let error = error.unwrap_err().to_string();
    assert!(error.contains("`deep` is nested too deeply"), "{error}");
    assert!(object.is_empty(), "the member is removed");
}
