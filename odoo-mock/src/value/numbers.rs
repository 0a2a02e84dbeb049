/// Rounds to decimals, with halves away from zero.
///
/// Like `float_round` in `odoo/tools/float_utils.py`, it adds a tiny number first. A half in decimals then is also a
/// half in binary.
pub(crate) fn round(number: f64, decimals: u32) -> f64 {
    let factor = 10_f64.powi(i32::try_from(decimals).unwrap_or(0));
    let normal = number * factor;
    if !normal.is_finite() || normal == 0.0 {
        return number;
    }
    let epsilon = 2_f64.powf(normal.abs().log2() - 52.0);
    let rounded = (normal.abs() + epsilon).round().copysign(normal) / factor;
    // Avoids a negative zero.
    rounded + 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_round_away_from_zero() {
        let table = [
            (1.005, 1.01),
            (2.675, 2.68),
            (-2.675, -2.68),
            (-0.001, 0.0),
            (1.0, 1.0),
            (0.0, 0.0),
        ];
        for (number, expected) in table {
            let rounded = round(number, 2);
            assert!((rounded - expected).abs() < 1e-12, "{number}: {rounded}");
            assert!(rounded != 0.0 || rounded.is_sign_positive());
        }
    }
}
