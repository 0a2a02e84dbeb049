//! Digests of rows, by which a run of changes recognizes what it has already returned.

use std::hash::Hasher as _;
#[expect(
    deprecated,
    reason = "the only hasher of the standard library whose result is the same in every release"
)]
use std::hash::SipHasher;

use odoo_rpc::DecodeError;

use super::Related;

/// Returns the SipHash-2-4 of the parts one after the other.
///
/// The keys are the bytes 0 to 15, as in the algorithm's test vectors. Stored cursors depend on them.
#[expect(deprecated, reason = "as above")]
pub(super) fn digest(parts: &[&[u8]]) -> u64 {
    let mut hasher = SipHasher::new_with_keys(0x0706_0504_0302_0100, 0x0f0e_0d0c_0b0a_0908);
    for part in parts {
        hasher.write(part);
    }
    hasher.finish()
}

/// Returns the digest of all separate responses with nested records.
pub(super) fn of_apart(relations: &[Related]) -> Result<u64, DecodeError> {
    let mut digests = Vec::new();
    for related in relations {
        let own = match &related.apart {
            Some(apart) => digest(&[apart.answer().reader().raw()?]),
            None => 0,
        };
        digests.extend(own.to_be_bytes());
        digests.extend(of_apart(&related.relations)?.to_be_bytes());
    }
    Ok(digest(&[&digests]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_is_siphash_2_4() {
        // The vectors of the reference implementation (`vectors_sip64`): no bytes, and the bytes 0 to 14.
        assert_eq!(digest(&[]), 0x726f_db47_dd0e_0e31);
        let bytes: Vec<u8> = (0..15).collect();
        assert_eq!(digest(&[&bytes]), 0xa129_ca61_49be_45e5);
        assert_eq!(digest(&[&bytes[..4], &bytes[4..]]), 0xa129_ca61_49be_45e5);
    }
}
