use std::sync::{Arc, Mutex};

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::json::JsonReader;

/// Takes the items that `wants` says.
struct Items {
    taken: Vec<Value>,
    wants: fn(&Value) -> bool,
    /// How many bytes it was shown in all.
    shown: usize,
}

impl RowSink for Items {
    fn begin(&mut self) {
        self.taken.clear();
    }

    fn take(&mut self, items: &[u8], _: usize) -> usize {
        self.shown += items.len();
        let mut json = JsonReader::new(items);
        let mut taken = 0;
        while let Ok(item) = json.deserialize::<Value>() {
            let end = json.position();
            let Ok(goes_on) = json.item(false) else {
                return taken;
            };
            if !(self.wants)(&item) {
                return taken;
            }
            self.taken.push(item);
            if !goes_on {
                return end;
            }
            taken = json.position();
        }
        taken
    }
}

/// What a sink took of an arriving body, the rest, and the bytes shown.
fn arrive(
    body: &str,
    shape: Shape,
    cuts: &[usize],
    wants: fn(&Value) -> bool,
) -> (Vec<Value>, Value, usize) {
    let items = Arc::new(Mutex::new(Items {
        taken: vec![json!("of a try before")],
        wants,
        shown: 0,
    }));
    let sink = Arc::clone(&items) as _;
    let mut arriving = BodyParser::new(Some(body.len()), shape, Some(sink));
    let mut from = 0;
    let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut % (body.len() + 1)).collect();
    cuts.sort_unstable();
    for cut in cuts.into_iter().chain([body.len()]) {
        arriving.push(&body.as_bytes()[from..cut]);
        from = cut;
    }
    assert_eq!(arriving.arrived(), body.len());
    let left = serde_json::from_slice(&arriving.into_body()).unwrap();
    let items = items.lock().unwrap();
    (items.taken.clone(), left, items.shown)
}

fn any_item() -> impl Strategy<Value = Value> {
    prop_oneof![
        any::<i64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        prop::collection::vec(any::<bool>(), 0..400).prop_map(Value::from),
        (any::<u8>(), "[a-zé\"\\\\]{0,900}").prop_map(|(id, name)| json!({"id": id, "name": name})),
    ]
}

proptest! {
    #[test]
    fn taken_and_remaining_items_are_complete(
        items in prop::collection::vec(any_item(), 0..40),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..20),
        kind in 0..4,
        pretty: bool,
    ) {
        let (shape, body, place) = match kind {
            0 => (Shape::Bare, json!(items), ""),
            1 => (Shape::Bare, json!({"length": 3, "records": items}), "/records"),
            2 => (Shape::Enveloped, json!({"id": 7, "result": items, "x": [1]}), "/result"),
            _ => (Shape::Enveloped, json!({"id": 7, "result": {"length": 3, "records": items}}), "/result/records"),
        };
        let text = if pretty { serde_json::to_string_pretty(&body).unwrap() } else { body.to_string() };
        let cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(text.len())).collect();
        let (mut taken, mut left, _) = arrive(&text, shape, &cuts, |item| item != 13);
        taken.append(left.pointer_mut(place).unwrap().as_array_mut().unwrap());
        prop_assert_eq!(&taken, &items);
        // Nothing else has become another.
        *left.pointer_mut(place).unwrap() = json!(items);
        prop_assert_eq!(left, body);
    }
}

#[test]
fn taken_items_are_freed() {
    let row = json!({"id": 7, "name": "x".repeat(100)});
    let body = json!({"id": 1, "result": vec![row; 1000]}).to_string();
    let cuts: Vec<usize> = (0..body.len()).step_by(3_000).collect();
    let (taken, left, shown) = arrive(&body, Shape::Enveloped, &cuts, |_| true);
    assert_eq!(taken.len(), 1000);
    assert_eq!(left, json!({"id": 1, "result": []}));
    // A part of each piece is shown twice: the row that it cuts, and what that is looked for in.
    assert!(shown < body.len() * 3 / 2, "{shown} of {}", body.len());
}

#[test]
fn an_answer_that_comes_at_once_is_left_whole() {
    let body = json!({"id": 1, "result": [1, 2]}).to_string();
    let (taken, left, shown) = arrive(&body, Shape::Enveloped, &[], |_| true);
    assert_eq!((taken.len(), shown), (0, 0));
    assert_eq!(left["result"], json!([1, 2]));
}

#[test]
fn an_answer_without_a_list_is_left_whole() {
    for body in [
        json!({"id": 1, "error": {"code": 200, "data": {"records": [1, 2]}}}),
        json!({"id": 1, "result": {"length": 0, "other": [1, 2]}}),
        json!({"id": 1, "result": "[1, 2]"}),
        json!({"id": 1}),
    ] {
        let text = body.to_string();
        let cuts: Vec<usize> = (0..text.len()).collect();
        let (taken, left, shown) = arrive(&text, Shape::Enveloped, &cuts, |_| true);
        assert_eq!((taken.len(), left, shown), (0, body, 0));
    }
}

#[test]
fn a_large_item_is_not_read_again_with_each_piece() {
    let body = json!([1, "x".repeat(1_000_000), 2]).to_string();
    let cuts: Vec<usize> = (0..body.len()).step_by(1_000).collect();
    let (taken, left, shown) = arrive(&body, Shape::Bare, &cuts, |_| true);
    let count = taken.len() + left.as_array().unwrap().len();
    assert_eq!(count, 3);
    assert!(shown < 4 * body.len(), "{shown} of {}", body.len());
}

#[test]
fn an_invalid_item_and_all_after_it_are_not_taken() {
    let body = json!([1, 2, "x", 3]).to_string();
    let cuts: Vec<usize> = (0..body.len()).collect();
    let (taken, left, _) = arrive(&body, Shape::Bare, &cuts, Value::is_number);
    let mut all = taken.clone();
    all.extend(left.as_array().unwrap().iter().cloned());
    assert_eq!(json!(all), json!([1, 2, "x", 3]));
    assert!(taken.len() <= 2);
}

/// The number of bytes read for a body in pieces of `size` bytes.
///
/// Counted for the finder and for the sink.
fn work(body: &str, shape: Shape, size: usize) -> usize {
    let items = Arc::new(Mutex::new(Items {
        taken: Vec::new(),
        wants: |_| true,
        shown: 0,
    }));
    let sink = Arc::clone(&items) as _;
    let mut arriving = BodyParser::new(None, shape, Some(sink));
    for piece in body.as_bytes().chunks(size) {
        arriving.push(piece);
    }
    let looked = arriving.finder.looked;
    let left: Value = serde_json::from_slice(&arriving.into_body()).unwrap();
    assert!(left.is_array() || left.is_object());
    let shown = items.lock().unwrap().shown;
    looked + shown
}

#[test]
fn parsing_in_chunks_takes_linear_time() {
    const LARGE: usize = 200_000;
    let space = " ".repeat(LARGE);
    let text = "x\\\"]".repeat(LARGE / 5);
    let nested = format!(
        "{}{}",
        "[{\"a\":".repeat(60),
        "1".to_owned() + &"}]".repeat(60)
    );
    let bodies = [
        format!(r#"{{"id":1,{space}"result":[1,2,3]}}"#),
        format!(r#"{space}{{"id":1,"result"{space}:{space}[1,2,3]}}"#),
        format!(r#"{{"id":1,"before":"{text}","result":[1,2,3]}}"#),
        format!(r#"{{"id":1,"{text}":1,"result":{{"length":3,"records":[1,2,3]}}}}"#),
        format!(
            r#"{{"id":1,"x":[{}],"result":[1,2,3]}}"#,
            [nested.as_str(); 300].join(",")
        ),
        format!(r#"{{"id":1,"result":[1,"{text}",3]}}"#),
        format!(r#"{{"id":1,"result":[1,{space}2{space},3{space}]{space}}}{space}"#),
        format!(r#"{{"id":1,"result":[1,2,3],"after":"{text}"}}"#),
        format!(r#"{{"id":1,"result":{{"length":"{text}"}}}}"#),
        format!(r#"{{"id":1,"result":[{}]}}"#, vec!["1"; LARGE].join(",")),
        format!(r#"{{"id":1,"result":[1,null{}]}}"#, ",2".repeat(LARGE)),
    ];
    for body in &bodies {
        for size in [1, 2, 7, 511, 4_096] {
            let work = work(body, Shape::Enveloped, size);
            let start = body.get(..40).unwrap_or_default();
            assert!(
                work <= 5 * body.len(),
                "{work} of {} in pieces of {size}: {start}",
                body.len()
            );
        }
    }
}

proptest! {
    /// It finds what a reader of the whole text would find.
    #[test]
    fn the_list_is_found_wherever_it_is(
        before in prop::collection::vec(("[a-z\"\\\\é]{0,8}", any_item()), 0..4),
        within in prop::collection::vec(("[a-z]{0,8}", any_item()), 0..4),
        kind in 0..4,
        pretty: bool,
        size in 1..40_usize,
    ) {
        let member = |(name, value): &(String, Value)| (format!("{name}_"), value.clone());
        let mut outer: serde_json::Map<String, Value> = before.iter().map(member).collect();
        let mut inner: serde_json::Map<String, Value> = within.iter().map(member).collect();
        let list = json!([1, 2, 3]);
        let is_found = kind < 2;
        match kind {
            0 => drop(outer.insert("result".to_owned(), list)),
            1 => {
                inner.insert("records".to_owned(), list);
                outer.insert("result".to_owned(), inner.into());
            }
            2 => drop(outer.insert("result".to_owned(), inner.into())),
            _ => drop(outer.insert("other".to_owned(), json!({"result": [1]}))),
        }
        let text = if pretty { serde_json::to_string_pretty(&outer).unwrap() } else { json!(outer).to_string() };
        let mut finder = Finder::new(Shape::Enveloped);
        let mut passed = 0;
        let found = text.as_bytes().chunks(size).find_map(|piece| {
            let found = finder.find(piece).map(|at| passed + at);
            passed += piece.len();
            found
        });
        prop_assert_eq!(found.is_some(), is_found, "{}", text);
        if let Some(at) = found {
            let rest: String = text[at..].chars().filter(|c| !c.is_whitespace()).take(6).collect();
            prop_assert_eq!(rest, "1,2,3]");
            prop_assert!(text[..at].trim_end_matches('[').trim_end().ends_with(':'));
        }
    }
}
