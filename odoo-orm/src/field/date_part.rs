use super::{Dotted, Field, FieldAccess, path::Feature};
use crate::value::{FieldType, Temporal};

/// A numeric part of a date or datetime.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DatePart {
    /// The year, such as 2024.
    Year,
    /// The quarter, 1 to 4.
    Quarter,
    /// The month, 1 to 12.
    Month,
    /// The ISO 8601 week, 1 to 53.
    IsoWeek,
    /// The day of the year, 1 to 366.
    DayOfYear,
    /// The day of the month, 1 to 31.
    DayOfMonth,
    /// The day of the week, 0 (Sunday) to 6.
    DayOfWeek,
    /// The hour, 0 to 23.
    Hour,
    /// The minute, 0 to 59.
    Minute,
    /// The second, 0 to 59, with a fraction.
    ///
    /// Times that the server sets (`create_date`, `write_date`) have a fraction that is never shown, so `ge`
    /// and `lt` find them and `eq` does not.
    Second,
}

impl DatePart {
    /// All parts, with their names on the server (19: `odoo/orm/utils.py`, `READ_GROUP_NUMBER_GRANULARITY`).
    const ALL: [(DatePart, &'static str); 10] = [
        (DatePart::Year, "year_number"),
        (DatePart::Quarter, "quarter_number"),
        (DatePart::Month, "month_number"),
        (DatePart::IsoWeek, "iso_week_number"),
        (DatePart::DayOfYear, "day_of_year"),
        (DatePart::DayOfMonth, "day_of_month"),
        (DatePart::DayOfWeek, "day_of_week"),
        (DatePart::Hour, "hour_number"),
        (DatePart::Minute, "minute_number"),
        (DatePart::Second, "second_number"),
    ];

    /// Tells whether the server has a part with this name.
    pub(crate) fn is_name(name: &str) -> bool {
        DatePart::ALL.iter().any(|(_, known)| *known == name)
    }

    fn name(self) -> &'static str {
        DatePart::ALL
            .iter()
            .find_map(|(part, name)| (*part == self).then_some(*name))
            .unwrap_or_default()
    }
}

impl<M, T, P> Field<M, T, P> {
    /// Selects a numeric part of a date or datetime for a comparison.
    ///
    /// `DATE_ORDER.date_part(DatePart::Month).eq(2)` matches every February. The server converts a datetime to the time zone of the context,
    /// or to UTC if the context has none.
    ///
    /// Needs Odoo 18. For an older server, the search fails before it is sent: compare with the bounds of a range there.
    pub fn date_part(self, part: DatePart) -> Field<M, i64, Dotted>
    where
        T: FieldType<Base: Temporal>,
        P: FieldAccess,
    {
        let path = self.place.into_path().then(part.name());
        Field::dotted(path.needing(Feature::DatePart))
    }
}
