use super::{Dotted, Field, FieldAccess};
use crate::{domain::Feature, group::Temporal, value::FieldType};

/// One number out of a date or a datetime.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DatePart {
    /// Such as 2024.
    Year,
    /// 1 to 4.
    Quarter,
    /// 1 to 12.
    Month,
    /// 1 to 53, as ISO 8601 counts weeks.
    IsoWeek,
    /// 1 to 366.
    DayOfYear,
    /// 1 to 31.
    DayOfMonth,
    /// 0 to 6, Sunday being 0.
    DayOfWeek,
    /// 0 to 23.
    Hour,
    /// 0 to 59.
    Minute,
    /// 0 to 59, and a fraction: times that the server wrote itself (`create_date`, `write_date`) have one that is never shown, so that `ge`
    /// and `lt` find them and `eq` does not.
    Second,
}

impl DatePart {
    /// Every part, by the server's name for it (19: `odoo/orm/utils.py`, `READ_GROUP_NUMBER_GRANULARITY`).
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

    /// Whether the server has a part of this name.
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
    /// One number out of a date or a datetime, to be compared: `DATE_ORDER.date_part(DatePart::Month).eq(2)` finds every February.
    ///
    /// A datetime is taken in the time zone of the context, UTC if it names none. Needs Odoo 18: on an older server the search is
    /// refused with an error that says so. There, compare with the ends of a range.
    pub fn date_part(self, part: DatePart) -> Field<M, i64, Dotted>
    where
        T: FieldType<Base: Temporal>,
        P: FieldAccess,
    {
        let path = self.place.into_path().then(part.name());
        Field::dotted(path.needing(Feature::DatePart))
    }
}
