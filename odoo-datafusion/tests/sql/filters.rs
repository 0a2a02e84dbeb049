//! Generated conditions of SQL.

use crate::{
    model::{DATES, FLOATS, TEXTS, TIMES},
    random::Random,
};

/// The ids and times that the server chose.
pub(crate) struct Known {
    pub(crate) ids: Vec<String>,
    pub(crate) countries: Vec<String>,
    pub(crate) moments: Vec<String>,
}

const COMPARISONS: &[&str] = &["=", "<>", "<", "<=", ">", ">="];

/// A condition of up to eight comparisons.
pub(crate) fn any(random: &mut Random, known: &Known, depth: usize) -> String {
    if depth == 0 || random.one_in(3) {
        return comparison(random, known);
    }
    match random.below(5) {
        0 => format!("NOT ({})", any(random, known, depth - 1)),
        1 => {
            let test = random.pick(&["IS TRUE", "IS FALSE", "IS NOT TRUE", "IS UNKNOWN"]);
            format!("({}) {test}", any(random, known, depth - 1))
        }
        join => {
            let join = if join == 2 { "OR" } else { "AND" };
            let (left, right) = (any(random, known, depth - 1), any(random, known, depth - 1));
            format!("({left} {join} {right})")
        }
    }
}

fn comparison(random: &mut Random, known: &Known) -> String {
    let columns = [
        "id",
        "x_name",
        "x_name",
        "x_text",
        "x_title",
        "x_short",
        "x_html",
        "x_int",
        "x_int",
        "x_float",
        "x_amount",
        "x_bool",
        "x_active",
        "x_date",
        "x_date",
        "x_time",
        "x_time",
        "x_sel",
        "x_sel",
        "x_country_id",
        "create_date",
        "x_country_id",
    ];
    let column = random.pick(&columns);
    let not = if random.one_in(2) { "NOT " } else { "" };
    if random.one_in(7) {
        return format!("{column} IS {not}NULL");
    }
    match column {
        "x_bool" | "x_active" if random.one_in(2) => return format!("{not}{column}"),
        "x_name" | "x_text" | "x_title" | "x_short" if random.one_in(2) => {
            return text(random, column, not);
        }
        "x_time" | "create_date" if random.one_in(6) => {
            let (comparison, date) = (random.pick(COMPARISONS), random.pick(DATES));
            return format!("CAST({column} AS DATE) {comparison} DATE '{date}'");
        }
        _ => {}
    }
    let mut value = || value(random, column, known);
    let (first, second) = (value(), value());
    match random.below(8) {
        0 => format!("{column} {not}BETWEEN {first} AND {second}"),
        1 | 2 => {
            let count = 1 + random.below(6);
            let values: Vec<_> = (0..count)
                .map(|_| self::value(random, column, known))
                .collect();
            format!("{column} {not}IN ({})", values.join(", "))
        }
        3 => format!("{first} {} {column}", random.pick(COMPARISONS)),
        4 if random.one_in(4) => format!("{column} IS {not}DISTINCT FROM {first}"),
        _ => format!("{column} {} {first}", random.pick(COMPARISONS)),
    }
}

fn text(random: &mut Random, column: &str, not: &str) -> String {
    let pattern = random.pick(&[
        "a%", "%a", "%lph%", "A%", "_lpha", "al\\_ha", "al\\%ha", "%\\\\%", "%ß%", "%ä", "beta",
        "%", "k", "s%", "B%a", "al_ha", "%'%", "",
    ]);
    let pattern = pattern.replace('\'', "''");
    match random.below(6) {
        0 => format!("lower({column}) = '{pattern}'"),
        1 => format!("starts_with({column}, 'al')"),
        2 | 3 => format!("{column} {not}LIKE '{pattern}'"),
        _ => format!("{column} {not}ILIKE '{pattern}'"),
    }
}

fn value(random: &mut Random, column: &str, known: &Known) -> String {
    if random.one_in(40) {
        return "NULL".to_owned();
    }
    let of = |random: &mut Random, values: &[String]| values[random.below(values.len())].clone();
    match column {
        "id" => of(random, &known.ids),
        "x_country_id" => of(random, &known.countries),
        "create_date" => of(random, &known.moments),
        "x_int" => random
            .pick(&[
                "0",
                "1",
                "2",
                "-5",
                "10",
                "2147483647",
                "1.5",
                "0.0",
                "3000000000",
                "-1",
            ])
            .to_owned(),
        "x_float" | "x_amount" => random.pick(FLOATS).to_owned(),
        "x_bool" | "x_active" => random.pick(&["true", "false"]).to_owned(),
        "x_date" if random.one_in(10) => "'0999-03-04'".to_owned(),
        "x_date" => format!("'{}'", random.pick(DATES)),
        "x_time" => {
            let fraction = random.pick(&["", "", ".5", ".000001"]);
            format!("'{}{fraction}'", random.pick(TIMES))
        }
        "x_sel" => random.pick(&["'a'", "'b'", "'c'", "'d'", "''"]).to_owned(),
        "x_html" => random.pick(&["'<p>a</p>'", "'a'", "''"]).to_owned(),
        _ => format!("'{}'", random.pick(TEXTS).replace('\'', "''")),
    }
}
