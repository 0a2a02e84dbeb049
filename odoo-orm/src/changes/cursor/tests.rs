use super::*;

const OVERLAP: Duration = Duration::from_secs(300);

/// Simulates a complete run that begins at a time and sees this last change.
fn run(cursor: &Cursor, at: i64, newest: Option<i64>) -> (Option<i64>, Cursor) {
    let begun = cursor.begin(OVERLAP, at, newest, at);
    let from = begun.place.and_then(|place| place.from);
    (from, begun.ended())
}

#[test]
fn invalid_cursors_are_rejected() {
    for text in [
        "1:::::99999999999",
        "1:::::-2147483649",
        "1::::1:9223372036854775807",
        "1:253402300800::::",
        "1:-62200000000::::",
    ] {
        assert!(text.parse::<Cursor>().is_err(), "{text}");
    }
    assert!("1:253402300799:::0:2147483647".parse::<Cursor>().is_ok());
}

#[test]
fn no_overlap_is_too_long_for_the_server() {
    let (_, cursor) = run(&Cursor::default(), 5000, Some(1000));
    let from = cursor.from(Duration::from_secs(u64::MAX));
    assert_eq!(from, Some(*TIMES.start()));
}

#[test]
fn changes_repeat_until_the_overlap_has_passed() {
    // The first run reads everything. The last change is in second 1000.
    let (from, cursor) = run(&Cursor::default(), 5000, Some(1000));
    assert_eq!(from, None);
    // An earlier transaction may have committed since.
    let (from, cursor) = run(&cursor, 5060, Some(1000));
    assert_eq!(from, Some(700));
    let (from, cursor) = run(&cursor, 5300, Some(1000));
    assert_eq!(from, Some(700), "the second is not settled yet");
    let (from, cursor) = run(&cursor, 5301, Some(1000));
    assert_eq!(
        from,
        Some(700),
        "the run after the overlap repeats it once more"
    );
    let (from, cursor) = run(&cursor, 9000, None);
    assert_eq!(from, Some(1001));
    // A later change is read from there on, without the overlap.
    let (from, cursor) = run(&cursor, 9100, Some(1100));
    assert_eq!(from, Some(1001));
    let (from, cursor) = run(&cursor, 9200, Some(1200));
    assert_eq!(
        from,
        Some(1001),
        "the overlap does not go before the settled second"
    );
    let (from, _) = run(&cursor, 9300, Some(9000));
    assert_eq!(from, Some(1001));
}

#[test]
fn a_clock_that_goes_back_settles_nothing() {
    let (_, cursor) = run(&Cursor::default(), 5000, Some(1000));
    let (from, cursor) = run(&cursor, 10, Some(1000));
    assert_eq!(from, Some(700));
    assert_eq!(run(&cursor, 4000, None).0, Some(700));
}

#[test]
fn a_cursor_is_read_back() {
    let (_, ended) = run(&Cursor::default(), 5000, Some(1000));
    let (_, settled) = run(&ended, 9000, None);
    let begun = ended.begin(OVERLAP, 5100, None, 5100);
    // Views can have negative ids (19: `pos_sale/report/sale_report.py`).
    let from = begun.place.and_then(|place| place.from);
    let negative = Cursor {
        place: Some(Place { from, after: -5 }),
        ..begun.clone()
    };
    let mut delivered = begun.clone();
    delivered.pass(3, Some(1000), 7, OVERLAP);
    delivered.pass(4, Some(699), 8, OVERLAP);
    assert!(delivered.has_delivered(3, 7) && !delivered.has_delivered(4, 8));
    let time = DateTime::from_timestamp(1000, 0).unwrap();
    for cursor in [
        Cursor::default(),
        ended,
        settled,
        begun,
        negative,
        delivered.clone(),
        delivered.ended(),
        time.into(),
    ] {
        let text = cursor.to_string();
        assert_eq!(text.parse::<Cursor>().unwrap(), cursor, "{text}");
        let json = serde_json::to_string(&cursor).unwrap();
        assert_eq!(json, format!("{text:?}"));
        assert_eq!(serde_json::from_str::<Cursor>(&json).unwrap(), cursor);
    }
    for text in [
        "",
        "1",
        "2",
        "2:::::",
        "2:::::::",
        "2::::::x",
        "3::::::",
        "1::::::AAAAAQAAAAAAAAAH",
        "1::::",
        "1:::::-",
        "1:::::x",
        "1::3:::",
        "1::::4:",
        "1::::::",
        "1:::::2147483648",
        "1:::::-2147483649",
    ] {
        assert!(text.parse::<Cursor>().is_err(), "{text}");
    }
}

#[test]
fn a_text_of_the_first_version_is_read() {
    let (_, ended) = run(&Cursor::default(), 5000, Some(1000));
    assert_eq!(ended.to_string(), "2::1000:5000:::");
    assert_eq!("1::1000:5000::".parse::<Cursor>().unwrap(), ended);
}

#[test]
fn the_text_is_as_small_as_documented() {
    let mut longest = Cursor {
        settled: Some(*TIMES.start()),
        mark: Some(Mark {
            second: *TIMES.start(),
            met: i64::MIN,
        }),
        place: Some(Place {
            from: Some(*TIMES.start()),
            after: i32::MIN.into(),
        }),
        ..Cursor::default()
    };
    assert!(longest.to_string().len() <= 100);
    for id in 1..=2_000 {
        longest.pass(id, Some(0), u64::MAX, OVERLAP);
    }
    assert!((16_000..=16_100).contains(&longest.to_string().len()));
}
