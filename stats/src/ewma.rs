//! Exponentially weighted moving averages: a running mean in which the past fades.

use crate::rate::Interval;

/// The average after each value, beginning from `start`; each step moves the share `weight` of the way to the new value.
///
/// A weight of 0.2 to 0.3 is usual. None for a weight that is not above 0 and at most 1.
///
/// Roberts, S. W. (1959). Control chart tests based on geometric moving averages. Technometrics 1, 239–250.
pub fn averages(values: &[f64], weight: f64, start: f64) -> Option<Vec<f64>> {
    let mut average = start;
    let mut next = |value: &f64| {
        average += weight * (value - average);
        average
    };
    is_weight(weight).then(|| values.iter().map(&mut next).collect())
}

/// Where the average stays when nothing changes: `width` of its standard deviations (2.7 to 3 is usual) around the target, once the start is
/// forgotten. `deviation` is that of a single value. None for a weight that is not above 0 and at most 1, or a negative deviation.
pub fn limits(target: f64, deviation: f64, weight: f64, width: f64) -> Option<Interval> {
    let half = width * deviation * (weight / (2.0 - weight)).sqrt();
    let is_defined = is_weight(weight) && deviation >= 0.0;
    is_defined.then_some(Interval {
        lower: target - half,
        upper: target + half,
    })
}

fn is_weight(weight: f64) -> bool {
    weight > 0.0 && weight <= 1.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_weight_of_one_forgets_everything() {
        assert_eq!(averages(&[3.0, 5.0], 1.0, 100.0), Some(vec![3.0, 5.0]));
        assert_eq!(
            limits(5.0, 2.0, 1.0, 3.0),
            Some(Interval {
                lower: -1.0,
                upper: 11.0
            })
        );
    }

    #[test]
    fn a_weight_of_nothing_has_no_average() {
        assert_eq!(averages(&[3.0], 0.0, 1.0), None);
        assert_eq!(averages(&[3.0], f64::NAN, 1.0), None);
        assert_eq!(limits(1.0, 1.0, 1.1, 3.0), None);
        assert_eq!(limits(1.0, -1.0, 0.3, 3.0), None);
    }
}
