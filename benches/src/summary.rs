use serde::{Deserialize, Serialize};

/// The median and the range of some figures.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// Half of the figures are above it, half below.
    pub median: f64,
    /// The minimum.
    pub min: f64,
    /// The maximum.
    pub max: f64,
}

impl Summary {
    /// `None` without figures.
    pub fn of(figures: impl IntoIterator<Item = f64>) -> Option<Self> {
        let mut sorted: Vec<f64> = figures.into_iter().collect();
        sorted.sort_by(f64::total_cmp);
        let upper = *sorted.get(sorted.len() / 2)?;
        let lower = *sorted.get((sorted.len() - 1) / 2)?;
        Some(Summary {
            median: f64::midpoint(lower, upper),
            min: *sorted.first()?,
            max: *sorted.last()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn summary(figures: &[f64]) -> Option<(f64, f64, f64)> {
        let summary = Summary::of(figures.iter().copied())?;
        Some((summary.median, summary.min, summary.max))
    }

    #[test]
    fn the_median_is_the_middle_one() {
        assert_eq!(summary(&[3.0, 1.0, 10.0]), Some((3.0, 1.0, 10.0)));
        assert_eq!(summary(&[2.0]), Some((2.0, 2.0, 2.0)));
    }

    #[test]
    fn or_between_the_two_in_the_middle() {
        assert_eq!(summary(&[4.0, 1.0, 2.0, 9.0]), Some((3.0, 1.0, 9.0)));
    }

    #[test]
    fn nothing_has_none() {
        assert_eq!(summary(&[]), None);
    }
}
