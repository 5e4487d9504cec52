//! The detector of villages, neighbourhoods and towns: a negative binomial predictive tail over several windows and zones at once.
//!
//! The expectation of a zone is what its households would signal at the rate of the rest of the county in the same weeks, each village at its
//! own level. The rest of the county carries season and campaigns, so that neither needs a model. The level is an empirical-Bayes posterior
//! from the village's history behind a guard band. Zones and windows are those of the prospective space-time scan: Kulldorff, M. (2001). JRSS A
//! 164, 61–72; the tail in the place of its likelihood ratio keeps over-dispersion: Kleinman, K., Lazarus, R. and Platt, R. (2004). American
//! Journal of Epidemiology 159, 217–224.

use super::baseline::Baseline;
use super::cast::real;
use super::panel::{Completeness, Panel};
use super::predictive::upper_tail;
use super::prior::Prior;
use super::thresholds::DetectorThresholds;
use super::zones::{Level, Zone, neighbours, zones};

/// A zone that stands out in a window.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The last week of the window.
    pub week: usize,
    /// How long the window is.
    pub window_weeks: usize,
    /// How wide the zone is.
    pub level: Level,
    /// The township it is listed under.
    pub township: usize,
    /// The zone, as an index into [`Detector::zones`].
    pub zone: usize,
    /// Households of the zone in that week.
    pub households: f64,
    /// Signals counted.
    pub observed: u32,
    /// Signals expected.
    pub expected: f64,
    /// Variance of the count under no surge.
    pub variance: f64,
    /// P(count ≥ observed) under no surge.
    pub p: f64,
    /// Villages with enough signals of their own, well above their own expectation.
    pub contributing: usize,
    /// Excess that is left without the village that has most of it.
    pub rest: f64,
}

impl Candidate {
    /// −log10 p.
    pub fn score(&self) -> f64 {
        -self.p.max(f64::MIN_POSITIVE).log10()
    }

    /// Signals above expectation.
    pub fn excess(&self) -> f64 {
        f64::from(self.observed) - self.expected
    }
}

/// One county under watch.
#[derive(Debug)]
pub struct Detector<'a> {
    panel: &'a Panel,
    completeness: &'a Completeness,
    thresholds: &'a DetectorThresholds,
    zones: Vec<Zone>,
    baseline: Baseline,
}

/// What a zone has and expects in one week.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WeekCount {
    /// The week.
    pub week: usize,
    /// Signals counted.
    pub observed: u32,
    /// Signals expected.
    pub expected: f64,
    /// Variance of the count under no surge.
    pub variance: f64,
}

/// The part of one village in a candidate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part {
    /// The village.
    pub village: usize,
    /// Signals counted in the candidate's window.
    pub observed: u32,
    /// Signals expected.
    pub expected: f64,
    /// Whether it has enough signals of its own, well above its own expectation.
    pub is_contributing: bool,
}

/// What is known of one village in one window.
#[derive(Debug, Clone, Copy)]
struct Moment {
    observed: u32,
    /// Household-weeks, each counted as far as its week is entered.
    exposure: f64,
    /// Exposure times the level of the village.
    level: f64,
    /// Variance of that product: the village's level is known from its history only so well.
    level_variance: f64,
}

impl<'a> Detector<'a> {
    /// A detector with the neighbourhoods that places give.
    pub fn new(panel: &'a Panel, completeness: &'a Completeness, thresholds: &'a DetectorThresholds) -> Self {
        let widest = thresholds
            .neighbourhood_villages
            .iter()
            .copied()
            .max()
            .unwrap_or(0);
        let around = neighbours(panel.villages(), widest.saturating_sub(1));
        Self::with_neighbours(panel, completeness, thresholds, &around)
    }

    /// A detector with neighbours that somebody gives, nearest first.
    pub fn with_neighbours(
        panel: &'a Panel,
        completeness: &'a Completeness,
        thresholds: &'a DetectorThresholds,
        neighbours: &[Vec<usize>],
    ) -> Self {
        Self {
            panel,
            completeness,
            thresholds,
            zones: zones(panel.villages(), neighbours, &thresholds.neighbourhood_villages),
            baseline: Baseline::of(panel),
        }
    }

    /// The zones that are looked at.
    pub fn zones(&self) -> &[Zone] {
        &self.zones
    }

    /// What stands out in the week, in every window that ends with it, in the order window, zone. Uses no count of a later week.
    pub fn candidates(&self, week: usize) -> Vec<Candidate> {
        let mut found = Vec::new();
        if week >= self.panel.weeks() {
            return found;
        }
        for &window_weeks in &self.thresholds.windows_weeks {
            if window_weeks == 0 || window_weeks > week {
                continue;
            }
            let moments = self.moments(week, window_weeks);
            let quietest = self.quietest_rate(week, window_weeks);
            let county = sum(&moments, 0..moments.len());
            for index in 0..self.zones.len() {
                found.extend(self.candidate(index, (week, window_weeks), &moments, county, quietest));
            }
        }
        found
    }

    fn candidate(
        &self,
        zone: usize,
        (week, window_weeks): (usize, usize),
        moments: &[Moment],
        county: Moment,
        quietest: f64,
    ) -> Option<Candidate> {
        let Zone {
            level,
            township,
            villages,
        } = &self.zones[zone];
        if *level == Level::Village && window_weeks > self.thresholds.longest_village_window_weeks {
            return None;
        }
        let inside = sum(moments, villages.iter().copied());
        if inside.observed < self.thresholds.fewest_signals.max(1) {
            return None;
        }
        let rate = rate_outside(county, inside, quietest)?;
        let (expected, variance) = self.expectation(inside, rate, window_weeks);
        let p = upper_tail(inside.observed, expected, variance)?;
        if p >= self.thresholds.candidate_p {
            return None;
        }
        let excesses = villages
            .iter()
            .map(|&it| f64::from(moments[it].observed) - rate * moments[it].level);
        let worst = excesses.fold(f64::NEG_INFINITY, f64::max);
        let is_contributing = |&&village: &&usize| {
            let Moment { observed, level, .. } = moments[village];
            self.contributes(observed, rate * level)
        };
        Some(Candidate {
            week,
            window_weeks,
            level: *level,
            township: *township,
            zone,
            households: villages
                .iter()
                .map(|&it| self.panel.villages()[it].households_in(week))
                .sum(),
            observed: inside.observed,
            expected,
            variance,
            p,
            contributing: villages.iter().filter(is_contributing).count(),
            rest: f64::from(inside.observed) - expected - worst,
        })
    }

    /// What the villages of a candidate have and expect, in the order of its zone.
    pub fn parts(&self, candidate: &Candidate) -> Vec<Part> {
        let villages = &self.zones[candidate.zone].villages;
        let moments = self.moments(candidate.week, candidate.window_weeks);
        let rate = self.rate_outside(villages, &moments, (candidate.week, candidate.window_weeks));
        let part = |&village: &usize| {
            let Moment { observed, level, .. } = moments[village];
            let expected = rate.unwrap_or_default() * level;
            Part {
                village,
                observed,
                expected,
                is_contributing: self.contributes(observed, expected),
            }
        };
        villages.iter().map(part).collect()
    }

    /// What some villages together had and expected, week by week; a week that was not reported or has nothing to be compared with is left
    /// out.
    pub fn weekly(&self, villages: &[usize], weeks: std::ops::Range<usize>) -> Vec<WeekCount> {
        let one = |week: usize| {
            let moments = self.moments(week, 1);
            let inside = sum(&moments, villages.iter().copied());
            let rate = self.rate_outside(villages, &moments, (week, 1))?;
            let (expected, variance) = self.expectation(inside, rate, 1);
            (inside.exposure > 0.0).then_some(WeekCount {
                week,
                observed: inside.observed,
                expected,
                variance,
            })
        };
        weeks
            .filter(|week| *week < self.panel.weeks())
            .filter_map(one)
            .collect()
    }

    /// What some villages had and expected in a window, at the rate of the county without the whole zone that they are part of.
    pub fn in_window(&self, villages: &[usize], zone: &[usize], window: (usize, usize)) -> Option<WeekCount> {
        let (week, window_weeks) = window;
        if window_weeks == 0 || week < window_weeks || week >= self.panel.weeks() {
            return None;
        }
        let moments = self.moments(week, window_weeks);
        let rate = self.rate_outside(zone, &moments, window)?;
        let inside = sum(&moments, villages.iter().copied());
        let (expected, variance) = self.expectation(inside, rate, window_weeks);
        Some(WeekCount {
            week,
            observed: inside.observed,
            expected,
            variance,
        })
    }

    fn contributes(&self, observed: u32, expected: f64) -> bool {
        observed >= self.thresholds.contributing_signals
            && f64::from(observed) > self.thresholds.contributing_ratio * expected
    }

    /// The rate of the county without these villages; none where nothing remains.
    fn rate_outside(
        &self,
        villages: &[usize],
        moments: &[Moment],
        (week, window_weeks): (usize, usize),
    ) -> Option<f64> {
        let county = sum(moments, 0..moments.len());
        let inside = sum(moments, villages.iter().copied());
        rate_outside(county, inside, self.quietest_rate(week, window_weeks))
    }

    /// Mean and variance of what is inside, at the rate of what is outside.
    fn expectation(&self, inside: Moment, rate: f64, window_weeks: usize) -> (f64, f64) {
        let expected = rate * inside.level;
        let batches = self.thresholds.batch_variance / real(window_weeks);
        let variance = expected + rate * rate * inside.level_variance + batches * expected * expected;
        (expected, variance)
    }

    /// What each village expects and has in the window.
    fn moments(&self, week: usize, window_weeks: usize) -> Vec<Moment> {
        let (from, to) = self.history(week, window_weeks);
        let histories: Vec<(f64, f64)> = (0..self.panel.villages().len())
            .map(|village| self.baseline.village(village, from, to))
            .collect();
        let prior = Prior::by_moments(&histories);
        let both = histories.iter().enumerate();
        both.map(|(village, &(signals, expected))| {
            let (shape, rate) = prior.posterior(signals, expected);
            let (observed, exposure) = self.window(village, week, window_weeks);
            Moment {
                observed,
                exposure,
                level: exposure * shape / rate,
                level_variance: exposure * exposure * shape / (rate * rate),
            }
        })
        .collect()
    }

    /// The half-open range of weeks that the levels are learned from.
    fn history(&self, week: usize, window_weeks: usize) -> (usize, usize) {
        let to = (week + 1).saturating_sub(window_weeks + self.thresholds.guard_weeks);
        (to.saturating_sub(self.thresholds.history_weeks), to)
    }

    /// Signals and household-weeks of a village in the window; weeks that are not entered well enough are left out of both.
    fn window(&self, village: usize, week: usize, window_weeks: usize) -> (u32, f64) {
        let township = self.panel.villages()[village].township;
        let (mut observed, mut exposure) = (0, 0.0);
        for age_weeks in 0..window_weeks {
            let share = self.completeness.share(township, age_weeks);
            if share < self.thresholds.least_completeness {
                continue;
            }
            if let Some(count) = self.panel.count(village, week - age_weeks) {
                observed += count;
                exposure += share * self.panel.reporting(village, week - age_weeks);
            }
        }
        (observed, exposure)
    }

    /// The rate that the rest of the county is not taken to be below.
    fn quietest_rate(&self, week: usize, window_weeks: usize) -> f64 {
        let (from, to) = self.history(week, window_weeks);
        self.thresholds.quietest_rate_share * self.baseline.county_rate(from, to).unwrap_or(0.0)
    }
}

fn rate_outside(county: Moment, inside: Moment, quietest: f64) -> Option<f64> {
    let exposure = county.exposure - inside.exposure;
    let signals = f64::from(county.observed - inside.observed);
    (exposure > 0.0).then(|| (signals / exposure).max(quietest))
}

fn sum(moments: &[Moment], villages: impl Iterator<Item = usize>) -> Moment {
    let nothing = Moment {
        observed: 0,
        exposure: 0.0,
        level: 0.0,
        level_variance: 0.0,
    };
    villages.fold(nothing, |sum, village| {
        let moment = &moments[village];
        Moment {
            observed: sum.observed + moment.observed,
            exposure: sum.exposure + moment.exposure,
            level: sum.level + moment.level,
            level_variance: sum.level_variance + moment.level_variance,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::super::panel::Village;
    use super::*;

    /// Twenty villages in four towns on a line, each with one signal every eighth week, in turn.
    fn quiet(weeks: usize) -> Vec<Vec<Option<u32>>> {
        let signal = |village: usize, week: usize| Some(u32::from((village + week).is_multiple_of(8)));
        (0..20)
            .map(|village| (0..weeks).map(|week| signal(village, week)).collect())
            .collect()
    }

    fn panel(counts: Vec<Vec<Option<u32>>>) -> Panel {
        let weeks = counts[0].len();
        let villages = (0..20)
            .map(|it| Village::steady(400.0, it / 5, Some((real(it), 0.0))))
            .collect();
        Panel::new(villages, weeks, counts.into_iter().flatten().collect()).unwrap()
    }

    fn found(panel: &Panel, week: usize) -> Vec<Candidate> {
        let (completeness, thresholds) = (Completeness::default(), DetectorThresholds::default());
        Detector::new(panel, &completeness, &thresholds).candidates(week)
    }

    #[test]
    fn a_quiet_county_has_no_candidates() {
        assert_eq!(found(&panel(quiet(110)), 109), []);
    }

    #[test]
    fn a_village_that_surges_is_found_in_the_week_it_does() {
        let mut counts = quiet(110);
        counts[7][109] = Some(6);

        let found = found(&panel(counts), 109);

        let first = found.iter().find(|it| it.level == Level::Village).unwrap();
        assert_eq!((first.zone, first.observed, first.window_weeks), (7, 6, 1));
        assert!(first.score() > 4.0, "{first:?}");
    }

    #[test]
    fn the_parts_of_a_candidate_and_its_weeks_add_up_to_it() {
        let mut counts = quiet(110);
        counts[7][109] = Some(6);
        let panel = panel(counts);
        let (completeness, thresholds) = (Completeness::default(), DetectorThresholds::default());
        let detector = Detector::new(&panel, &completeness, &thresholds);
        let found = detector.candidates(109);
        let town = found
            .iter()
            .find(|it| it.level == Level::Township && it.window_weeks == 1)
            .unwrap();

        let parts = detector.parts(town);
        let weeks = detector.weekly(&detector.zones()[town.zone].villages, 108..200);

        let contributing: Vec<usize> = parts
            .iter()
            .filter(|part| part.is_contributing)
            .map(|part| part.village)
            .collect();
        assert_eq!(contributing, [7]);
        assert_eq!(parts.iter().map(|part| part.observed).sum::<u32>(), town.observed);
        assert!((parts.iter().map(|part| part.expected).sum::<f64>() - town.expected).abs() < 1e-12);
        assert_eq!(weeks.len(), 2);
        assert!((weeks[1].expected - town.expected).abs() < 1e-12);
        assert!((weeks[1].variance - town.variance).abs() < 1e-12);
    }

    #[test]
    fn no_count_of_a_later_week_is_used() {
        let mut counts = quiet(110);
        counts[7][104] = Some(5);
        let known_then = panel(counts.iter().map(|weeks| weeks[..105].to_vec()).collect());
        for village in &mut counts {
            village[105..].fill(Some(50));
        }

        assert_eq!(found(&panel(counts), 104), found(&known_then, 104));
    }

    #[test]
    fn a_wave_over_the_whole_county_is_nobody_s_surge() {
        let mut counts = quiet(110);
        for village in &mut counts {
            village[109] = Some(4);
        }

        assert_eq!(found(&panel(counts), 109), []);
    }

    #[test]
    fn the_first_village_to_deliver_is_no_surge_while_the_others_are_silent() {
        let mut counts = quiet(110);
        for village in counts.iter_mut().skip(1) {
            village[109] = Some(0);
        }
        counts[0][109] = Some(1);

        assert!(found(&panel(counts), 109).iter().all(|it| it.score() < 2.0));
    }

    #[test]
    fn the_rest_of_a_surge_is_what_remains_without_its_worst_village() {
        let mut counts = quiet(110);
        counts[7][109] = Some(9);
        counts[8][109] = Some(2);

        let found = found(&panel(counts), 109);
        let town = found
            .iter()
            .find(|it| it.level == Level::Township && it.window_weeks == 1)
            .unwrap();

        assert_eq!(town.contributing, 2);
        assert!(town.rest < 2.0 && town.excess() > 9.0, "{town:?}");
    }

    #[test]
    fn a_week_that_is_half_entered_halves_the_expectation() {
        let mut counts = quiet(110);
        counts[7][109] = Some(5);
        let panel = panel(counts);
        let thresholds = DetectorThresholds::default();
        let (all, half) = (
            Completeness::default(),
            Completeness {
                by_township: vec![vec![], vec![0.5]],
            },
        );

        let expected = |completeness: &Completeness| {
            let found = Detector::new(&panel, completeness, &thresholds).candidates(109);
            found
                .iter()
                .find(|it| it.zone == 7 && it.window_weeks == 1)
                .unwrap()
                .expected
        };

        // The four other villages of the town are half entered too, so the rest of the county has 17 villages' worth of weeks and not 19.
        assert!((expected(&half) / expected(&all) - 0.5 * 19.0 / 17.0).abs() < 1e-9);
    }
}
