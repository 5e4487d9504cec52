//! How many are below a line, how far, and how unequally far.

/// The three poverty measures of Foster, Greer and Thorbecke, each a mean over all people, poor or not.
///
/// Foster, J., Greer, J. and Thorbecke, E. (1984). A class of decomposable poverty measures. Econometrica 52, 761–766.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Poverty {
    /// P0: the share of people below the line.
    pub share: f64,
    /// P1: the mean shortfall as a share of the line, nothing for who is not below it.
    pub gap: f64,
    /// P2: the mean of the squared shortfall: the same gap counts more where it falls on few.
    pub severity: f64,
}

/// The poverty measures of people with incomes and weights (income, weight) at a line in the unit of the incomes.
///
/// Who has exactly the line is not below it. A shortfall is at most the whole line: a loss counts like no income. None for nobody (no
/// weight), a line that is not positive, a negative weight or an income that is no number.
pub fn poverty(people: &[(f64, f64)], line: f64) -> Option<Poverty> {
    let is_number = |&(income, weight): &(f64, f64)| income.is_finite() && weight >= 0.0;
    let weights: f64 = people.iter().map(|(_, weight)| weight).sum();
    let is_defined = line > 0.0 && weights > 0.0 && weights.is_finite() && people.iter().all(is_number);
    if !is_defined {
        return None;
    }
    let mut poverty = Poverty {
        share: 0.0,
        gap: 0.0,
        severity: 0.0,
    };
    for (income, weight) in people.iter().filter(|(income, _)| *income < line) {
        let shortfall = ((line - income) / line).min(1.0);
        poverty.share += weight / weights;
        poverty.gap += weight / weights * shortfall;
        poverty.severity += weight / weights * shortfall * shortfall;
    }
    Some(poverty)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_the_line_is_not_below_it() {
        assert_eq!(
            poverty(&[(7500.0, 1.0)], 7500.0).map(|poverty| poverty.share),
            Some(0.0)
        );
        assert_eq!(
            poverty(&[(7499.0, 1.0)], 7500.0).map(|poverty| poverty.share),
            Some(1.0)
        );
    }

    #[test]
    fn a_loss_counts_like_no_income() {
        assert_eq!(poverty(&[(-4000.0, 2.0)], 7500.0), poverty(&[(0.0, 2.0)], 7500.0));
    }

    #[test]
    fn nobody_has_no_poverty() {
        assert_eq!(poverty(&[], 7500.0), None);
        assert_eq!(poverty(&[(1.0, 0.0)], 7500.0), None);
        assert_eq!(poverty(&[(1.0, 1.0)], 0.0), None);
        assert_eq!(poverty(&[(f64::NAN, 1.0)], 7500.0), None);
    }
}
