//! Groups of records, and the stretches of time that are their keys.

use serde::{Deserialize, Deserializer, Serialize, Serializer, ser::SerializeStruct as _};

use crate::group::{DateRange, Group};

/// The key, the values and the count; the domain is left out.
impl<M, K: Serialize, V: Serialize> Serialize for Group<M, K, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut group = serializer.serialize_struct("Group", 3)?;
        group.serialize_field("key", &self.key)?;
        group.serialize_field("values", &self.values)?;
        group.serialize_field("count", &self.count)?;
        group.end()
    }
}

impl<T: Serialize> Serialize for DateRange<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut bucket = serializer.serialize_struct("Bucket", 3)?;
        bucket.serialize_field("start", &self.start)?;
        bucket.serialize_field("end", &self.end)?;
        bucket.serialize_field("label", &self.label)?;
        bucket.end()
    }
}

#[derive(Deserialize)]
#[serde(rename = "Bucket")]
struct OwnBucket<T> {
    start: T,
    end: T,
    label: String,
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for DateRange<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let OwnBucket { start, end, label } = OwnBucket::deserialize(deserializer)?;
        Ok(DateRange { start, end, label })
    }
}
