use super::*;
use crate::xml::XmlTranscoder;

const HEAD: &str = "<?xml version='1.0'?>\n<methodResponse>\n<params>\n<param>\n<value>";
const TAIL: &str = "</value>\n</param>\n</params>\n</methodResponse>\n";

fn json_in(xml: &[u8], size: usize) -> Result<String, XmlError> {
    let mut transcoder = XmlTranscoder::new();
    let (mut json, mut buffer) = (Vec::new(), Vec::new());
    for piece in xml.chunks(size) {
        transcoder.push(piece);
        transcoder.swap_json(&mut buffer);
        json.extend_from_slice(&buffer);
    }
    json.extend(transcoder.finish()?);
    Ok(String::from_utf8(json).unwrap())
}

fn json(xml: &str) -> Result<String, XmlError> {
    let whole = json_in(xml.as_bytes(), xml.len().max(1));
    for size in [1, 2, 3, 7, 64] {
        let pieces = json_in(xml.as_bytes(), size);
        // Where an error is noticed may differ, what the JSON is may not.
        assert_eq!(
            pieces.clone().ok(),
            whole.clone().ok(),
            "{xml} in pieces of {size}"
        );
    }
    whole
}

fn value(xml: &str) -> Result<String, XmlError> {
    json(&format!("{HEAD}{xml}{TAIL}"))
}

#[test]
fn each_type_becomes_json() {
    for (xml, expected) in [
        ("<int>7</int>", "7"),
        ("<i4> -07\n</i4>", "-7"),
        ("<i8>+5000000000</i8>", "5000000000"),
        ("<int>000</int>", "0"),
        ("<double>0.1</double>", "0.1"),
        ("<double>1e-05</double>", "1e-05"),
        ("<double>-1e+300</double>", "-1e+300"),
        ("<double>nan</double>", "NaN"),
        ("<double>-inf</double>", "-Infinity"),
        ("<boolean>1</boolean>", "true"),
        ("<boolean>0</boolean>", "false"),
        ("<nil/>", "null"),
        ("<nil></nil>", "null"),
        ("<ex:nil xmlns:ex=\"http://x/>\"/>", "null"),
        (
            "<string>a &lt;b&gt; &amp;amp; \"q\" \\ \r\n\t&#233;é😀</string>",
            r#""a <b> &amp; \"q\" \\ \u000d\n\u0009éé😀""#,
        ),
        ("<string></string>", "\"\""),
        ("<string/>", "\"\""),
        ("<string> a > b </string>", "\" a > b \""),
        ("<string>\u{b}</string>", "\"\\u000b\""),
        ("<string>\u{feff}a</string>", "\"\u{feff}a\""),
        ("<string><![CDATA[<a> & ]]>b</string>", "\"<a> & b\""),
        ("<string>a<!-- > -->b</string>", "\"ab\""),
        ("untyped &amp; \"text\"", "\"untyped & \\\"text\\\"\""),
        ("", "\"\""),
        ("  ", "\"  \""),
        (
            "<dateTime.iso8601>20261130T13:45:07</dateTime.iso8601>",
            "\"2026-11-30 13:45:07\"",
        ),
        ("<base64>\naGk=\nbw==\n</base64>", "\"aGk=bw==\""),
        ("<array><data></data></array>", "[]"),
        ("<array><data/></array>", "[]"),
        (
            "<array><data>\n<value><int>1</int></value>\n<value>x</value></data></array>",
            "[1, \"x\"]",
        ),
        ("<struct></struct>", "{}"),
        ("<struct/>", "{}"),
        (
            "<struct>\n<member>\n<name>a&amp;</name>\n<value><int>1</int></value>\n</member><member><name>b</name><value><array><data>\n<value><struct/></value></data></array></value></member></struct>",
            "{\"a&\": 1, \"b\": [{}]}",
        ),
        // As in JSON, the decoder decides about a second member of the same name.
        (
            "<struct><member><name>a</name><value/></member><member><name>a</name><value/></member></struct>",
            "{\"a\": \"\", \"a\": \"\"}",
        ),
        ("\n <int>1</int> \n", "1"),
    ] {
        assert_eq!(value(xml).as_deref(), Ok(expected), "{xml}");
    }
}

#[test]
fn wrong_values_name_what_was_expected() {
    for (xml, expected) in [
        ("<int>x</int>", "expected an integer, found `x`"),
        ("<int></int>", "expected an integer, found ``"),
        ("<int>1 2</int>", "expected an integer, found `1 2`"),
        ("<int>--1</int>", "expected an integer, found `--1`"),
        ("<double>1.</double>", "expected a number, found `1.`"),
        ("<double>NaN</double>", "expected a number, found `NaN`"),
        (
            "<boolean>true</boolean>",
            "expected `0` or `1`, found `true`",
        ),
        ("<base64>a-b</base64>", "expected base64, found `a-b`"),
        ("<nil>1</nil>", "expected nothing in `nil`, found `1`"),
        (
            "<dateTime.iso8601>2026</dateTime.iso8601>",
            "expected a time as `20261130T13:45:00`, found `2026`",
        ),
        ("<int>1</int><int>2</int>", "the element `int`"),
        ("x<int>1</int>", "the element `int`"),
        ("<int>1</int>x", "the text `x`"),
        ("<int><b/></int>", "the element `b`"),
        ("<decimal>1</decimal>", "the element `decimal`"),
        ("<array></array>", "an element `array` without its content"),
        ("<array><data/><data/></array>", "the element `data`"),
        ("<array><data>x</data></array>", "the text `x`"),
        (
            "<struct><member><name>a</name></member></struct>",
            "an element `member` without its content",
        ),
        (
            "<struct><member><value/></member></struct>",
            "the element `value`",
        ),
        (
            "<struct><member><name>a</name><value/><value/></member></struct>",
            "the element `value`",
        ),
        (
            "<struct><member><name>a</name><name>a</name></member></struct>",
            "the element `name`",
        ),
        ("<struct><value/></struct>", "the element `value`"),
        ("<int>1</string>", "the end of an element `string`"),
        (
            "<string>&x;</string>",
            "the entity `x`, which is not expanded",
        ),
        ("<string>&#0;</string>", "character"),
        ("<string>&#xD800;</string>", "character"),
        (
            "<string>a & b</string>",
            "entity or character reference not closed",
        ),
        ("<?php x ?>", "a processing instruction"),
        ("<?xml version='1.0'?>", "a second declaration"),
    ] {
        match value(xml) {
            Err(XmlError::Broken(why)) => assert!(why.contains(expected), "{xml}: {why}"),
            other => panic!("{xml}: {other:?}"),
        }
    }
}

#[test]
fn other_documents_are_refused() {
    for xml in [
        "",
        " ",
        "{\"result\": 1}",
        "<!DOCTYPE html><html></html>",
        "<html><body>x</body></html>",
        "<?xml version='1.0' encoding='latin-1'?><methodResponse/>",
        "<!DOCTYPE x [<!ENTITY a \"aaaa\">]><methodResponse><params><param><value>&a;</value></param></params></methodResponse>",
        "<methodCall></methodCall>",
    ] {
        assert!(
            matches!(json(xml), Err(XmlError::OtherFormat(_))),
            "{xml}: {:?}",
            json(xml)
        );
    }
    for xml in [
        "<methodResponse></methodResponse>",
        "<methodResponse><params></params></methodResponse>",
        "<methodResponse><params><param/></params></methodResponse>",
        "<methodResponse><params><param><value/></param><param><value/></param></params></methodResponse>",
        "<methodResponse><params><param><value/></param></params><fault><value/></fault></methodResponse>",
        "<methodResponse><params><param><value/></param></params></methodResponse><methodResponse/>",
        "<methodResponse><params><param><value/></param></params></methodResponse>x",
        "<methodResponse><!DOCTYPE x []><params><param><value/></param></params></methodResponse>",
    ] {
        assert!(
            matches!(json(xml), Err(XmlError::Broken(_))),
            "{xml}: {:?}",
            json(xml)
        );
    }
    let upper = format!(
        "<?xml version='1.0' encoding='UTF-8'?>{}<int>1</int>{TAIL}",
        HEAD.split_once('\n').unwrap().1
    );
    assert_eq!(json(&upper).as_deref(), Ok("1"));
}

#[test]
fn a_document_that_is_cut_off_anywhere_is_no_response() {
    let xml = format!(
        "{HEAD}<struct><member><name>a</name><value><string>b &amp; c</string></value></member></struct>{TAIL}"
    );
    let complete = xml.trim_end().len();
    for length in 0..complete {
        let cut = json_in(&xml.as_bytes()[..length], 1 << 20);
        assert!(cut.is_err(), "{length}: {cut:?}");
    }
    json_in(&xml.as_bytes()[..complete], 1 << 20).unwrap();
}

#[test]
fn nesting_and_bytes_are_limited() {
    let nested = |depth: usize| {
        let open = "<value><array><data>".repeat(depth);
        let close = "</data></array></value>".repeat(depth);
        let inner = open.strip_prefix("<value>").unwrap();
        value(&format!(
            "{inner}{}",
            close.strip_suffix("</value>").unwrap()
        ))
    };
    nested(MAX_DEPTH).unwrap();
    for depth in [MAX_DEPTH + 1, 10_000] {
        assert_eq!(
            nested(depth),
            Err(XmlError::Broken("more than 512 levels".to_owned()))
        );
    }
    for (before, bytes) in [
        ("", &b"\xff\xfe<\0m\0"[..]),
        (HEAD, b"<string>\xff</string>"),
        (HEAD, b"<string>\xc3</string>"),
    ] {
        let xml = [before.as_bytes(), bytes, TAIL.as_bytes()].concat();
        json_in(&xml, 1 << 20).unwrap_err();
        json_in(&xml, 1).unwrap_err();
    }
}

#[test]
fn a_long_comment_in_small_pieces_is_read_in_linear_time() {
    let xml = format!("<!--{}-->{HEAD}<int>1</int>{TAIL}", ">".repeat(1 << 20));
    assert_eq!(json_in(xml.as_bytes(), 16).as_deref(), Ok("1"));
}

/// The same values with unusual white space, so that events are read.
#[test]
fn the_usual_format_is_read_as_any_other() {
    let texts = [
        "",
        "a",
        "a &amp; b",
        "&lt;&gt;",
        "&quot;&#233;",
        "\"\\\n\r\t\u{b}",
        "é😀\u{feff}",
        " ",
        "]]>",
        "a > b",
    ];
    let scalars = texts
        .iter()
        .map(|text| format!("<string>{text}</string>"))
        .chain(
            [
                "<int>-7</int>",
                "<int>x</int>",
                "<double>1e-05</double>",
                "<double>nan</double>",
                "<boolean>1</boolean>",
                "<boolean>2</boolean>",
                "<nil/>",
                "untyped",
                "<i8>3</i8>",
            ]
            .map(str::to_owned),
        );
    let mut names = texts.iter().cycle();
    for scalar in scalars {
        let name = names.next().unwrap();
        let member = |value: &str| {
            format!("<member>\n<name>{name}</name>\n<value>{value}</value>\n</member>\n")
        };
        let array = format!(
            "<array><data>\n<value>{scalar}</value>\n<value>{scalar}</value>\n</data></array>"
        );
        let inner = format!("<struct>\n{}</struct>", member(&scalar));
        let usual = format!(
            "<struct>\n{}{}{}{}</struct>",
            member(&scalar),
            member(&array),
            member(&inner),
            member(&scalar)
        );
        let other = usual
            .replace("<member>\n", "<member>")
            .replace("</value>\n", "</value> ")
            .replace("<data>\n", "<data>");
        let (usual, other) = (value(&usual), value(&other));
        assert_eq!(usual, other, "{scalar}");
    }
    let levels = |depth: usize| {
        let inner = format!(
            "{}<int>1</int>{}",
            "<array><data>\n<value>".repeat(depth),
            "</value>\n</data></array>".repeat(depth)
        );
        value(&inner)
    };
    levels(MAX_DEPTH).unwrap();
    levels(MAX_DEPTH + 1).unwrap_err();
}

#[test]
fn rows_arrive_while_they_are_sent_also_after_a_cut_comment() {
    // Its first piece ends in a `>`, and is read again when the rest has come.
    let begin = format!("{HEAD}<!-- a > b --><array><data>");
    let row = "<value><int>1</int></value>";
    let xml = format!("{begin}{}", row.repeat(200));
    let mut transcoder = XmlTranscoder::new();
    let (mut json, mut buffer) = (Vec::new(), Vec::new());
    for piece in xml.as_bytes().chunks(3) {
        transcoder.push(piece);
        transcoder.swap_json(&mut buffer);
        json.extend_from_slice(&buffer);
    }
    let json = String::from_utf8(json).unwrap();
    assert_eq!(json.matches('1').count(), 200, "{json}");
}
