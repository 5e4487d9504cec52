//! How unequally an amount is spread over people or places.

/// What one person or place has.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Holding {
    /// The amount of each, of the people here: an income, a rate.
    pub amount: f64,
    /// How many people have it: their weight.
    pub people: f64,
}

/// The Gini coefficient: 0 when all have the same, towards 1 when one has everything.
///
/// Of the people listed, without a correction for few of them: of four people one of whom has everything it is 0.75. None when nobody has
/// anything, or an amount or weight is negative. Over a handful of places with small counts it is mostly noise.
///
/// Lerman, R. I. and Yitzhaki, S. (1989). Improving the accuracy of estimates of Gini coefficients. Journal of Econometrics 42, 43–47.
pub fn gini(holdings: &[Holding]) -> Option<f64> {
    let totals = Totals::of(holdings)?;
    let mut poorest_first = holdings.to_vec();
    poorest_first.sort_by(|one, other| one.amount.total_cmp(&other.amount));

    let (mut area, mut people) = (0.0, 0.0);
    for Holding { amount, people: here } in poorest_first {
        people += here;
        area += amount * here * (2.0 * people - here);
    }
    Some((area / (totals.people * totals.amount) - 1.0).max(0.0))
}

/// Theil's T: the sum of s·ln(s/p) over shares s of the amount and p of the people. 0 when each share of the amount is the share of the
/// people; ln n when one of n has everything.
///
/// Who has nothing adds nothing. None when nobody has anything, or an amount or weight is negative.
///
/// Theil, H. (1967). Economics and Information Theory. North-Holland.
pub fn theil(holdings: &[Holding]) -> Option<f64> {
    let totals = Totals::of(holdings)?;
    let term = |holding: &Holding| {
        let (amount, people) = (
            holding.amount * holding.people / totals.amount,
            holding.people / totals.people,
        );
        if amount > 0.0 {
            amount * (amount / people).ln()
        } else {
            0.0
        }
    };
    Some(holdings.iter().map(term).sum())
}

/// Theil's T in its two parts, which add up to the whole.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Theil {
    /// What would be left if all inside a group had the same.
    pub between: f64,
    /// What is inside the groups, each weighted with its share of the amount.
    pub within: f64,
}

/// Theil's T between and within groups, each group the list of its holdings. None where [`theil`] is none.
///
/// Shorrocks, A. F. (1980). The class of additively decomposable inequality measures. Econometrica 48, 613–625.
pub fn theil_of_groups(groups: &[Vec<Holding>]) -> Option<Theil> {
    let mean_of_each: Vec<Holding> = groups
        .iter()
        .filter_map(|group| Totals::if_any_people(group))
        .collect();
    let all: Vec<Holding> = groups.iter().flatten().copied().collect();
    let between = theil(&mean_of_each)?;
    Some(Theil {
        between,
        within: theil(&all)? - between,
    })
}

struct Totals {
    amount: f64,
    people: f64,
}

impl Totals {
    /// None when nobody has anything, or has less than nothing.
    fn of(holdings: &[Holding]) -> Option<Self> {
        let is_amount = |holding: &Holding| holding.amount >= 0.0 && holding.people >= 0.0;
        let totals = Self::sum(holdings);
        let is_some = totals.amount > 0.0 && totals.amount.is_finite() && totals.people.is_finite();
        (is_some && holdings.iter().all(is_amount)).then_some(totals)
    }

    /// What each of a group would have if all had the same.
    fn if_any_people(group: &[Holding]) -> Option<Holding> {
        let Self { amount, people } = Self::sum(group);
        (people > 0.0).then(|| Holding {
            amount: amount / people,
            people,
        })
    }

    fn sum(holdings: &[Holding]) -> Self {
        Self {
            amount: holdings
                .iter()
                .map(|holding| holding.amount * holding.people)
                .sum(),
            people: holdings.iter().map(|holding| holding.people).sum(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one_each(amounts: &[f64]) -> Vec<Holding> {
        amounts
            .iter()
            .map(|&amount| Holding { amount, people: 1.0 })
            .collect()
    }

    #[test]
    fn one_of_four_with_everything_is_three_quarters() {
        assert_eq!(gini(&one_each(&[0.0, 0.0, 0.0, 10.0])), Some(0.75));
        assert!(
            theil(&one_each(&[0.0, 0.0, 0.0, 10.0]))
                .is_some_and(|theil| (theil - 4.0_f64.ln()).abs() < 1e-15)
        );
    }

    #[test]
    fn nothing_to_share_has_no_inequality() {
        assert_eq!(gini(&[]), None);
        assert_eq!(gini(&one_each(&[0.0, 0.0])), None);
        assert_eq!(theil(&one_each(&[1.0, -1.0, 3.0])), None);
        assert_eq!(theil_of_groups(&[vec![], vec![]]), None);
    }

    #[test]
    fn equal_groups_leave_all_of_it_within() {
        let parts = theil_of_groups(&[one_each(&[1.0, 3.0]), one_each(&[3.0, 1.0]), vec![]]);

        // T of {1, 3}: (1/4)·ln(1/2) + (3/4)·ln(3/2).
        let inside = 0.25 * 0.5_f64.ln() + 0.75 * 1.5_f64.ln();
        assert!(
            parts.is_some_and(|parts| parts.between.abs() < 1e-15 && (parts.within - inside).abs() < 1e-15)
        );
    }
}
