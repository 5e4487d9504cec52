//! What the detector is given: the villages of one county, and what was counted in each of them week by week.

use thiserror::Error;

/// A village as the detector sees it: how many could signal, with whom it is administered, where it lies.
#[derive(Debug, Clone, PartialEq)]
pub struct Village {
    /// Its township, as an index from 0.
    pub township: usize,
    /// Kilometres east and north of any common point; a village without a place is in no neighbourhood.
    pub place: Option<(f64, f64)>,
    /// Households from a week on, ascending by week. Before the first entry the village does not exist; after a merger it has none.
    pub households: Vec<(usize, f64)>,
}

impl Village {
    /// A village that had so many households from week 0 on.
    pub fn steady(households: f64, township: usize, place: Option<(f64, f64)>) -> Self {
        Self {
            township,
            place,
            households: vec![(0, households)],
        }
    }

    /// Its households in a week.
    pub fn households_in(&self, week: usize) -> f64 {
        let begun = self.households.iter().take_while(|(from, _)| *from <= week);
        begun.last().map_or(0.0, |(_, households)| *households)
    }
}

/// Why numbers are no panel.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum PanelError {
    /// Too many or too few counts.
    #[error("{counts} counts for {villages} villages and {weeks} weeks")]
    Size {
        /// Counts given.
        counts: usize,
        /// Villages given.
        villages: usize,
        /// Weeks given.
        weeks: usize,
    },
    /// Households that are no number, or fewer than none, or out of order.
    #[error(
        "village {village} has households that are no number, negative, or not in the order of the weeks"
    )]
    Households {
        /// Which village.
        village: usize,
    },
}

/// The counts of one county: villages × weeks. A week that a village did not report is none, which is not zero.
#[derive(Debug, Clone, PartialEq)]
pub struct Panel {
    villages: Vec<Village>,
    weeks: usize,
    counts: Vec<Option<u32>>,
}

impl Panel {
    /// A panel of counts in the order village, week.
    pub fn new(villages: Vec<Village>, weeks: usize, counts: Vec<Option<u32>>) -> Result<Self, PanelError> {
        if counts.len() != villages.len() * weeks {
            return Err(PanelError::Size {
                counts: counts.len(),
                villages: villages.len(),
                weeks,
            });
        }
        let is_odd = |village: &Village| {
            let steps = &village.households;
            let wrong = steps.iter().any(|(_, n)| !n.is_finite() || *n < 0.0);
            wrong || !steps.is_sorted_by(|a, b| a.0 < b.0)
        };
        if let Some(village) = villages.iter().position(is_odd) {
            return Err(PanelError::Households { village });
        }
        Ok(Self {
            villages,
            weeks,
            counts,
        })
    }

    /// The villages.
    pub fn villages(&self) -> &[Village] {
        &self.villages
    }

    /// How many weeks there are, from week 0.
    pub fn weeks(&self) -> usize {
        self.weeks
    }

    /// Townships: one more than the highest index.
    pub fn townships(&self) -> usize {
        let highest = self.villages.iter().map(|village| village.township).max();
        highest.map_or(0, |highest| highest + 1)
    }

    /// What a village counted in a week; none when it did not report, or there is no such village or week.
    pub fn count(&self, village: usize, week: usize) -> Option<u32> {
        if week >= self.weeks {
            return None;
        }
        self.counts.get(village * self.weeks + week).copied().flatten()
    }

    /// The weeks of one village.
    pub fn course(&self, village: usize) -> &[Option<u32>] {
        let first = village * self.weeks;
        self.counts.get(first..first + self.weeks).unwrap_or_default()
    }

    /// Households that reported in a week: what a count of that week is out of.
    pub fn reporting(&self, village: usize, week: usize) -> f64 {
        match self.count(village, week) {
            Some(_) => self
                .villages
                .get(village)
                .map_or(0.0, |it| it.households_in(week)),
            None => 0.0,
        }
    }
}

/// What share of a week's signals has been entered by now, per township and age of the week: the reporting-delay correction.
///
/// The expectation is multiplied, never the observation divided: Farrington, C. P. and Andrews, N. (2004), in Brookmeyer and Stroup (eds.),
/// Monitoring the Health of Populations. An empty list says that everything is entered at once.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Completeness {
    /// Per township: the share known of a week that ended 0, 1, 2 … weeks ago. Beyond the list everything is known.
    pub by_township: Vec<Vec<f64>>,
}

impl Completeness {
    /// The share known of the week that ended so many weeks ago.
    pub fn share(&self, township: usize, age_weeks: usize) -> f64 {
        let known = self
            .by_township
            .get(township)
            .and_then(|ages| ages.get(age_weeks));
        known.map_or(1.0, |share| share.clamp(0.0, 1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_village_founded_later_has_no_households_before_that() {
        let village = Village {
            township: 0,
            place: None,
            households: vec![(10, 300.0), (20, 0.0)],
        };

        assert!(village.households_in(9).abs() < f64::EPSILON);
        assert!((village.households_in(10) - 300.0).abs() < f64::EPSILON);
        assert!(village.households_in(20).abs() < f64::EPSILON);
    }

    #[test]
    fn counts_that_do_not_fill_the_panel_are_refused() {
        let villages = vec![Village::steady(100.0, 0, None)];

        let refused = Panel::new(villages, 3, vec![Some(1); 2]);

        let (counts, villages, weeks) = (2, 1, 3);
        assert_eq!(
            refused,
            Err(PanelError::Size {
                counts,
                villages,
                weeks
            })
        );
    }

    #[test]
    fn who_does_not_report_is_not_among_those_who_could() {
        let panel = Panel::new(vec![Village::steady(100.0, 0, None)], 2, vec![Some(0), None]).unwrap();

        assert!((panel.reporting(0, 0) - 100.0).abs() < f64::EPSILON);
        assert!(panel.reporting(0, 1).abs() < f64::EPSILON);
    }
}
