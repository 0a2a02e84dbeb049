//! Random waits, so that clients that failed together do not come back together.

use std::hash::{BuildHasher as _, RandomState};

/// From 0 to 1.
///
/// The standard library's hashers begin with random keys, which is random enough to be apart from others.
pub(crate) fn random() -> f64 {
    let bits = RandomState::new().hash_one(0_u8) >> 12;
    #[expect(clippy::cast_precision_loss, reason = "52 bits fit")]
    let random = bits as f64 / (1_u64 << 52) as f64;
    random
}
