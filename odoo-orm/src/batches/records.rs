//! Records in the order in which they are sent.
//!
//! It need not be the order in which they were given.

use std::{collections::BTreeSet, ops::Range};

use serde::Serialize;

/// Records to be written in batches.
pub(crate) struct Records<R> {
    pub(super) records: Vec<R>,
    pub(super) sent: Sent,
}

/// What is known of records without their type.
#[derive(Default)]
pub(super) struct Sent {
    /// The size of each record's values in bytes.
    pub(super) sizes: Vec<usize>,
    /// The position of each record among those given, if these are other ones.
    pub(super) places: Option<Vec<usize>>,
    /// The records that cannot share a call with the previous one.
    pub(super) heads: BTreeSet<usize>,
}

impl<R> Records<R> {
    /// Returns records that are sent as they were given, each with its size in bytes.
    pub(crate) fn as_given(records: Vec<R>, size: impl Fn(&R) -> usize) -> Self {
        let sizes = records.iter().map(size).collect();
        let sent = Sent {
            sizes,
            ..Sent::default()
        };
        Records { records, sent }
    }

    /// Returns groups of records, each with its position among those given.
    ///
    /// A group shares its values, whose size is `bytes`, and no call with another group.
    pub(crate) fn in_groups(groups: impl IntoIterator<Item = (usize, Vec<(usize, R)>)>) -> Self {
        /// An id with its comma.
        const ID: usize = 12;
        let (mut records, mut places, mut sent) = (Vec::new(), Vec::new(), Sent::default());
        for (bytes, group) in groups {
            sent.heads.insert(records.len());
            for (at, (place, record)) in group.into_iter().enumerate() {
                // The values are sent once.
                sent.sizes.push(if at == 0 { ID + bytes } else { ID });
                places.push(place);
                records.push(record);
            }
        }
        sent.places = Some(places);
        Records { records, sent }
    }
}

impl Sent {
    /// Returns the positions of sent records among those given.
    pub(super) fn places(&self, sent: Range<usize>) -> Vec<usize> {
        match &self.places {
            None => sent.collect(),
            Some(places) => places.get(sent).unwrap_or_default().to_vec(),
        }
    }
}

/// Returns the size of a value in bytes, as it is sent.
pub(crate) fn size(value: &impl Serialize) -> usize {
    /// Counts the bytes that are written to it.
    struct Count(usize);

    impl std::io::Write for Count {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0 += bytes.len();
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    let mut count = Count(0);
    // Neither JSON nor counting can fail.
    drop(serde_json::to_writer(&mut count, value));
    count.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_that_of_the_text() {
        let value = serde_json::json!({"name": "é\"", "color": 3});
        assert_eq!(size(&value), value.to_string().len());
    }

    #[test]
    fn the_values_of_a_group_are_sent_once() {
        let groups = [
            (100, vec![(0, 'a'), (3, 'd')]),
            (7, vec![(1, 'b'), (2, 'c')]),
        ];
        let Records { records, sent } = Records::in_groups(groups);
        assert_eq!(records, ['a', 'd', 'b', 'c']);
        assert_eq!(sent.places(1..3), [3, 1]);
        assert_eq!(sent.sizes, [112, 12, 19, 12]);
        assert_eq!(sent.heads, [0, 2].into());
    }
}
