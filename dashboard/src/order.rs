//! Which place comes first. A rate of two households out of two says less than sixty out of eighty, so places are put in the order
//! of the bound that is surely reached, never of the raw rate.

use std::cmp::Ordering;

use domain::release::{Better, Figure};

/// Below this denominator a share is shown with the remark 样本过小.
pub(crate) const SMALL_DENOMINATOR: f64 = 5.0;

/// Whether a share stands on too few to be read as a rate.
pub(crate) fn is_small(figure: &Figure) -> bool {
    figure
        .denominator
        .is_some_and(|denominator| denominator > 0.0 && denominator < SMALL_DENOMINATOR)
}

/// Worst first: by the lower Wilson bound where high is bad (or neither), by the upper one where high is good. Plain counts and
/// figures without an interval go by their value; absent ones come last.
pub(crate) fn worst_first(a: Option<&Figure>, b: Option<&Figure>, better: Better) -> Ordering {
    let key = |figure: Option<&Figure>| -> Option<f64> {
        let figure = figure?;
        match better {
            Better::Higher => figure.upper.or(figure.value),
            Better::Lower | Better::Neither => figure.lower.or(figure.value),
        }
    };
    match (key(a), key(b)) {
        (Some(a), Some(b)) if better == Better::Higher => a.total_cmp(&b),
        (Some(a), Some(b)) => b.total_cmp(&a),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(n: f64, d: f64, lower: f64, upper: f64) -> Figure {
        Figure {
            as_of: "2023-05-31".parse().unwrap(),
            indicator: "visit_overdue_rate".to_owned(),
            region_code: "340604100001".parse().unwrap(),
            level: "village".to_owned(),
            slice: String::new(),
            numerator: Some(n),
            denominator: Some(d),
            value: Some(n / d),
            lower: Some(lower),
            upper: Some(upper),
            profile: "LS".to_owned(),
        }
    }

    #[test]
    fn two_of_two_does_not_beat_sixty_of_eighty() {
        let tiny = share(2.0, 2.0, 0.342, 1.0);
        let large = share(60.0, 80.0, 0.645, 0.832);

        assert_eq!(
            worst_first(Some(&large), Some(&tiny), Better::Lower),
            Ordering::Less
        );
        assert!(is_small(&tiny) && !is_small(&large));
    }

    #[test]
    fn absent_comes_last_whichever_end_is_good() {
        let figure = share(1.0, 8.0, 0.022, 0.471);

        for better in [Better::Higher, Better::Lower, Better::Neither] {
            assert_eq!(worst_first(Some(&figure), None, better), Ordering::Less);
        }
    }
}
