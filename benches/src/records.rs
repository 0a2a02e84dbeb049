//! The records of the canned servers: any number of partners, always the same.

use std::fmt::Write as _;

/// Rows in the format of `search_read` and `read`: `id` first, then the fields in the requested order.
pub fn rows(ids: impl Iterator<Item = i64>, fields: &[String]) -> String {
    let mut out = String::from("[");
    for id in ids {
        if out.len() > 1 {
            out.push_str(", ");
        }
        let _ = write!(out, "{{\"id\": {id}");
        for field in fields.iter().filter(|field| *field != "id") {
            let _ = write!(out, ", \"{field}\": {}", value(id, field));
        }
        out.push('}');
    }
    out.push(']');
    out
}

/// Ids in the format of `search` and `create`.
pub fn ids(count: i64) -> String {
    let ids: Vec<String> = (1..=count).map(|id| id.to_string()).collect();
    format!("[{}]", ids.join(", "))
}

const FIRST: [&str; 8] = [
    "Zoé", "Marc", "Ana", "Jürgen", "Ellen", "Priya", "Tom", "Chloé",
];
const LAST: [&str; 8] = [
    "Peeters", "Müller", "Dubois", "Janssens", "García", "Rossi", "Novak", "Smith",
];
const COUNTRIES: [(i64, &str); 6] = [
    (20, "Belgium"),
    (75, "France"),
    (57, "Germany"),
    (53, "Curaçao"),
    (233, "United States"),
    (31, "Brazil"),
];

/// A field of one record as JSON.
///
/// An unset field is `false`, about as often as in a real database.
fn value(id: i64, field: &str) -> String {
    let number = random(id, field);
    let rarely = |percent: u64| number % 100 < percent;
    let of = |words: &[&'static str]| pick(words, number >> 8);
    match field {
        "name" => format!("\"{} {} {id}\"", of(&FIRST), pick(&LAST, number >> 16)),
        "email" if rarely(85) => format!(
            "\"{}.{id}@example.com\"",
            pick(&LAST, number >> 8).to_lowercase()
        ),
        "phone" if rarely(60) => format!(
            "\"+32 470 {:02} {:02} {:02}\"",
            number % 97,
            number % 89,
            number % 83
        ),
        "country_id" if rarely(70) => {
            let (id, name) = pick(&COUNTRIES, number >> 8);
            format!("[{id}, \"{name}\"]")
        }
        "create_date" | "write_date" => format!(
            "\"20{:02}-{:02}-{:02} {:02}:{:02}:{:02}\"",
            14 + number % 12,
            1 + number % 11,
            1 + number % 27,
            number % 24,
            number % 59,
            number % 53
        ),
        "street" if rarely(80) => format!("\"Rue de la Station {}\"", number % 300),
        "city" if rarely(80) => format!(
            "\"{}\"",
            of(&["Bruxelles", "Liège", "Gent", "Paris", "Köln"])
        ),
        "zip" if rarely(80) => format!("\"{}\"", 1000 + number % 9000),
        "is_company" => rarely(20).to_string(),
        "active" => rarely(97).to_string(),
        "color" => (number % 12).to_string(),
        "partner_latitude" => format!("{:?}", coordinate(number)),
        "credit_limit" => format!("{:?}", coordinate(number % 100_000)),
        "child_ids" if rarely(20) => ids(1 + i64::from(id % 4 == 0)),
        "category_id" if rarely(30) => "[3, 5]".to_owned(),
        "child_ids" | "category_id" => "[]".to_owned(),
        "user_id" if rarely(25) => "[2, \"Administrator\"]".to_owned(),
        "lang" => format!("\"{}\"", of(&["en_US", "fr_BE", "nl_BE"])),
        "comment" if rarely(10) => format!(
            "\"<p>Asked for \\\"net 30\\\" on the phone.</p>\\n<p>Reference {id}, to be called back by {}.</p>\"",
            of(&FIRST)
        ),
        _ => "false".to_owned(),
    }
}

/// Up to 90 degrees, in ten-thousandths.
fn coordinate(number: u64) -> f64 {
    f64::from(u32::try_from(number % 900_000).unwrap_or_default()) / 10_000.0
}

fn pick<T: Copy + Default>(words: &[T], number: u64) -> T {
    let place = usize::try_from(number % words.len().max(1) as u64).unwrap_or_default();
    words.get(place).copied().unwrap_or_default()
}

/// The same number for the same field of the same record: the finalizer of `MurmurHash3` over a sum of both.
fn random(id: i64, field: &str) -> u64 {
    let field = field.bytes().fold(7_u64, |sum, byte| {
        sum.wrapping_mul(31).wrapping_add(u64::from(byte))
    });
    let mut mixed = field.wrapping_add(id.unsigned_abs().wrapping_mul(0x9E37_79B9_7F4A_7C15));
    for factor in [0xFF51_AFD7_ED55_8CCD, 0xC4CE_B9FE_1A85_EC53] {
        mixed = (mixed ^ (mixed >> 33)).wrapping_mul(factor);
    }
    mixed ^ (mixed >> 33)
}

#[cfg(test)]
mod tests {
    use odoo_bench_harness::FIELDS;
    use serde_json::Value;

    use super::*;

    #[test]
    fn rows_are_json_in_the_order_asked_and_the_same_each_time() {
        let fields: Vec<String> = FIELDS.map(str::to_owned).to_vec();
        let text = rows(1..=500, &fields);
        assert_eq!(text, rows(1..=500, &fields));
        let parsed: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(parsed.as_array().unwrap().len(), 500);
        let mut place = 0;
        for field in fields {
            let found = text[place..].find(&format!("\"{field}\": ")).unwrap();
            place += found;
            let column = || parsed.as_array().unwrap().iter().map(|row| &row[&field]);
            assert!(
                column().any(|value| value != false),
                "`{field}` is never set"
            );
        }
    }

    #[test]
    fn a_record_of_6_fields_has_about_180_bytes() {
        let fields: Vec<String> = FIELDS[..6]
            .iter()
            .map(|field| (*field).to_owned())
            .collect();
        let length = rows(1..=10_000, &fields).len();
        assert!((1_600_000..1_900_000).contains(&length), "{length}");
    }
}
