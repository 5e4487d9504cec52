//! Whether groups take equally long.

use crate::{
    linear::solve,
    real::real,
    survival::{Ending, Spell, Watched, endings},
    tail::chi_squared_sf,
};

/// The outcome of a log-rank test.
#[derive(Debug, Clone, PartialEq)]
pub struct LogRank {
    /// The endings of each group.
    pub observed: Vec<f64>,
    /// The endings to expect in each group if all took equally long.
    pub expected: Vec<f64>,
    /// How far they lie apart; χ² with one degree of freedom less than there are groups with anything to expect.
    pub chi_squared: f64,
    /// The degrees of freedom.
    pub degrees_of_freedom: u64,
    /// The chance of groups so far apart if all take equally long.
    pub chance: f64,
}

/// The log-rank test of groups of spells, any cause being an ending. Late entries count from where they enter.
///
/// None with fewer than two groups in which an ending could happen beside others.
///
/// Mantel, N. (1966). Evaluation of survival data and two new rank order statistics. Cancer Chemotherapy Reports 50, 163–170; Peto, R. and
/// Peto, J. (1972). Asymptotically efficient rank invariant test procedures. JRSS A 135, 185–207.
pub fn log_rank(groups: &[Vec<Spell>]) -> Option<LogRank> {
    stratified_log_rank(&[groups.to_vec()])
}

/// The log-rank test within strata (types of risk, say): groups are compared only inside a stratum, and the differences added up. Every
/// stratum lists the same groups in the same order. None where [`log_rank`] is none, when strata list different numbers of groups, or when
/// some groups never meet others in any stratum.
pub fn stratified_log_rank(strata: &[Vec<Vec<Spell>>]) -> Option<LogRank> {
    let groups = strata.first()?.len();
    if strata.iter().any(|stratum| stratum.len() != groups) {
        return None;
    }
    let mut sums = Sums::of(groups);
    for stratum in strata {
        sums.add(stratum);
    }
    sums.test()
}

struct Sums {
    observed: Vec<f64>,
    expected: Vec<f64>,
    covariance: Vec<Vec<f64>>,
}

impl Sums {
    fn of(groups: usize) -> Self {
        Self {
            observed: vec![0.0; groups],
            expected: vec![0.0; groups],
            covariance: vec![vec![0.0; groups]; groups],
        }
    }

    fn add(&mut self, groups: &[Vec<Spell>]) {
        let all: Vec<Spell> = groups.iter().flatten().copied().collect();
        let watched: Vec<Watched> = groups.iter().map(|group| Watched::of(group)).collect();
        for Ending {
            time, at_risk, ended, ..
        } in endings(&all, |_| true)
        {
            let (at_risk, ended) = (real(at_risk), real(ended));
            let shares: Vec<f64> = watched
                .iter()
                .map(|group| real(group.at_risk(time)) / at_risk)
                .collect();
            let spread = if at_risk > 1.0 {
                ended * (at_risk - ended) / (at_risk - 1.0)
            } else {
                0.0
            };
            for (one, share) in shares.iter().enumerate() {
                self.observed[one] += real(watched[one].ended_at(time));
                self.expected[one] += share * ended;
                for (other, with) in shares.iter().enumerate() {
                    let own = if one == other { *share } else { 0.0 };
                    self.covariance[one][other] += spread * (own - share * with);
                }
            }
        }
    }

    fn test(self) -> Option<LogRank> {
        // A group that is never at risk beside another says nothing; of the others one follows from the rest.
        let telling: Vec<usize> = (0..self.expected.len())
            .filter(|&group| self.covariance[group][group] > 0.0)
            .collect();
        let (_, free) = telling.split_last().filter(|(_, free)| !free.is_empty())?;
        let difference: Vec<f64> = free
            .iter()
            .map(|&group| self.observed[group] - self.expected[group])
            .collect();
        let covariance: Vec<Vec<f64>> = free
            .iter()
            .map(|&one| free.iter().map(|&other| self.covariance[one][other]).collect())
            .collect();
        let solved = solve(covariance, difference.clone())?;
        let chi_squared = difference
            .iter()
            .zip(solved)
            .map(|(one, other)| one * other)
            .sum();
        let degrees_of_freedom = free.len() as u64;
        Some(LogRank {
            observed: self.observed,
            expected: self.expected,
            chi_squared,
            degrees_of_freedom,
            chance: chi_squared_sf(chi_squared, degrees_of_freedom)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ended(times: &[f64]) -> Vec<Spell> {
        times
            .iter()
            .filter_map(|&time| Spell::new(time, Some(1)))
            .collect()
    }

    #[test]
    fn one_group_is_compared_with_nothing() {
        assert_eq!(log_rank(&[]), None);
        assert_eq!(log_rank(&[ended(&[1.0, 2.0])]), None);
        assert_eq!(log_rank(&[ended(&[1.0, 2.0]), vec![]]), None);
        assert_eq!(stratified_log_rank(&[vec![vec![]], vec![]]), None);
    }

    #[test]
    fn groups_that_never_meet_are_not_compared() {
        let (one, other) = (ended(&[1.0, 2.0, 5.0]), ended(&[3.0, 4.0, 9.0]));
        let apart = [
            vec![one.clone(), other.clone(), vec![], vec![]],
            vec![vec![], vec![], one, other],
        ];

        assert_eq!(stratified_log_rank(&apart), None);
    }

    #[test]
    fn an_empty_group_takes_no_degree_of_freedom() {
        let (one, other) = (ended(&[1.0, 2.0, 5.0]), ended(&[3.0, 4.0, 9.0]));

        let with = log_rank(&[one.clone(), vec![], other.clone()]).expect("two groups");
        let without = log_rank(&[one, other]).expect("two groups");

        assert_eq!(
            (with.chi_squared, with.degrees_of_freedom),
            (without.chi_squared, 1)
        );
    }

    #[test]
    fn two_strata_alike_say_it_twice() {
        let groups = vec![ended(&[1.0, 2.0, 5.0]), ended(&[3.0, 4.0, 9.0])];

        let once = log_rank(&groups).expect("two groups");
        let twice = stratified_log_rank(&[groups.clone(), groups]).expect("two groups");

        assert!((twice.chi_squared / once.chi_squared - 2.0).abs() < 1e-12);
    }
}
