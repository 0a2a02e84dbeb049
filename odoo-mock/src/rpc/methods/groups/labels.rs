//! Labels of periods (babel's words, for the supported languages).

use chrono::{Datelike as _, NaiveDateTime, Timelike as _};

use super::key::Granularity;
use crate::query::View;

/// The full and short names of months in a language.
struct Months {
    code: &'static str,
    full: [&'static str; 12],
    short: [&'static str; 12],
    quarter: &'static str,
    week: &'static str,
}

/// The first is used for languages that are not in the list.
const LANGUAGES: &[Months] = &[
    Months {
        code: "en",
        full: [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ],
        short: [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ],
        quarter: "Q",
        week: "W",
    },
    Months {
        code: "fr",
        full: [
            "janvier",
            "février",
            "mars",
            "avril",
            "mai",
            "juin",
            "juillet",
            "août",
            "septembre",
            "octobre",
            "novembre",
            "décembre",
        ],
        short: [
            "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.",
            "nov.", "déc.",
        ],
        quarter: "T",
        week: "W",
    },
    Months {
        code: "de",
        full: [
            "Januar",
            "Februar",
            "März",
            "April",
            "Mai",
            "Juni",
            "Juli",
            "August",
            "September",
            "Oktober",
            "November",
            "Dezember",
        ],
        short: [
            "Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.",
            "Dez.",
        ],
        quarter: "Q",
        week: "W",
    },
];

pub(super) fn label(granularity: Granularity, start: NaiveDateTime, view: &View<'_>) -> String {
    let language = view.env.language();
    let known = LANGUAGES
        .iter()
        .find(|months| language.split('_').next() == Some(months.code));
    let Some(months) = known.or(LANGUAGES.first()) else {
        return start.to_string();
    };
    let at = usize::try_from(start.month0()).unwrap_or(0);
    let full = months.full.get(at).copied().unwrap_or_default();
    let short = months.short.get(at).copied().unwrap_or_default();
    let year = start.year();
    match granularity {
        Granularity::Year => year.to_string(),
        Granularity::Quarter => format!("{}{} {year}", months.quarter, start.month0() / 3 + 1),
        Granularity::Month => format!("{full} {year}"),
        Granularity::Week => {
            // The week that contains most of the days.
            let middle = start.date() + chrono::TimeDelta::days(3);
            let week = middle.iso_week();
            format!("{}{} {}", months.week, week.week(), week.year())
        }
        Granularity::Day => format!("{:02} {short} {year}", start.day()),
        Granularity::Hour => {
            let hour = match start.hour() % 12 {
                0 => 12,
                hour => hour,
            };
            format!("{hour:02}:00 {:02} {short}", start.day())
        }
    }
}
