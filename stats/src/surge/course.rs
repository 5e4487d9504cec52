//! A colour over the weeks: how it is entered, kept, renewed, left, and what people may do with it.
//!
//! A person can raise a level and close an alert with a reason and a name. Nobody can silence one without.

use serde::{Deserialize, Serialize};

use super::colour::{Colour, Rule};
use super::thresholds::CourseThresholds;

/// The alert of one place, as it stands after a week.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Course {
    /// The colour shown; none when nothing is on.
    pub colour: Option<Colour>,
    /// The rule that gave it; none when a person raised it.
    pub rule: Option<Rule>,
    /// The week in which this colour was entered.
    pub entered_week: usize,
    /// The last week in which this colour or a higher one was reached again.
    pub renewed_week: usize,
    /// Runs since then that stayed below the next lower limit.
    pub quiet_runs: u32,
    /// Who has seen it.
    pub acknowledged_by: Option<String>,
    /// The highest colour that was closed, and the week of it: the same signals do not open it again while the windows still hold them.
    pub closed: Option<(Colour, usize)>,
}

/// What a person did in a week.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case", deny_unknown_fields)]
pub enum Act {
    /// Sees it. Changes no colour.
    Acknowledge {
        /// Who.
        by: String,
    },
    /// Raises it to a colour; to a milder one than it has, nothing happens.
    Raise {
        /// To which.
        to: Colour,
        /// Who.
        by: String,
        /// Why.
        reason: String,
    },
    /// Lowers or ends it, by a formal closure.
    Close {
        /// To which colour; none ends it.
        to: Option<Colour>,
        /// Who.
        by: String,
        /// Why.
        reason: String,
    },
}

/// What became of an alert in a week.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum Change {
    /// A colour was entered, from none or from a milder one.
    Entered {
        /// Which.
        colour: Colour,
    },
    /// It fell to a milder colour or none, because nothing supported it any longer.
    Left {
        /// From which.
        from: Colour,
        /// To which.
        to: Option<Colour>,
    },
    /// It ended because nothing renewed it in its time.
    Expired {
        /// Which.
        colour: Colour,
    },
    /// A person raised it.
    Raised {
        /// To which.
        to: Colour,
        /// Who.
        by: String,
        /// Why.
        reason: String,
    },
    /// A person lowered or ended it.
    Closed {
        /// From which.
        from: Colour,
        /// To which.
        to: Option<Colour>,
        /// Who.
        by: String,
        /// Why.
        reason: String,
    },
    /// An act that was not done, since it had no name or no reason.
    Refused {
        /// The act.
        act: Act,
    },
}

impl Course {
    /// The alert after one more week: first what the detector reached, then time, then people, so that a person has the last word upwards.
    pub fn after(
        &self,
        week: usize,
        reached: Option<(Colour, Rule)>,
        acts: &[Act],
        thresholds: &CourseThresholds,
    ) -> (Self, Vec<Change>) {
        let mut next = self.clone();
        let mut changes = Vec::new();
        next.hear(week, reached, thresholds, &mut changes);
        next.age(week, thresholds, &mut changes);
        for act in acts {
            next.obey(week, act, &mut changes);
        }
        (next, changes)
    }

    /// The alert after what people did, between two weeks of the detector.
    #[must_use]
    pub fn told(&self, week: usize, acts: &[Act]) -> Self {
        let mut next = self.clone();
        for act in acts {
            next.obey(week, act, &mut vec![]);
        }
        next
    }

    /// What the detector says this week.
    fn hear(
        &mut self,
        week: usize,
        reached: Option<(Colour, Rule)>,
        thresholds: &CourseThresholds,
        changes: &mut Vec<Change>,
    ) {
        let is_closed = |colour: Colour| {
            let closed = self
                .closed
                .filter(|(_, closed_week)| week < closed_week + thresholds.closed_weeks);
            closed.is_some_and(|(highest, _)| colour <= highest)
        };
        let reached = reached.filter(|(colour, _)| Some(*colour) <= self.colour || !is_closed(*colour));
        let new = reached.map(|(colour, _)| colour);
        if new > self.colour {
            self.enter(week, new, reached.map(|(_, rule)| rule));
            changes.extend(new.map(|colour| Change::Entered { colour }));
            return;
        }
        let Some(colour) = self.colour else { return };
        if new == self.colour {
            self.renewed_week = week;
        }
        // Below the next lower limit: not even the milder colour was reached. Blue has no milder one, so it is any week without blue.
        let is_quiet = new < colour.milder().or(Some(Colour::Blue));
        self.quiet_runs = if is_quiet { self.quiet_runs + 1 } else { 0 };
        let leaves_by_itself = colour < Colour::Orange;
        if leaves_by_itself && self.quiet_runs >= thresholds.quiet_runs && colour.milder().is_some() {
            let to = colour.milder();
            let rule = self.rule;
            self.enter(week, to, rule);
            changes.push(Change::Left { from: colour, to });
        }
    }

    /// What time does: blue and yellow end when nothing renews them, orange and red never do.
    fn age(&mut self, week: usize, thresholds: &CourseThresholds, changes: &mut Vec<Change>) {
        let Some(colour) = self.colour else { return };
        let lasts_weeks = match colour {
            Colour::Blue => thresholds.blue_weeks,
            Colour::Yellow => thresholds.yellow_weeks,
            Colour::Orange | Colour::Red => return,
        };
        if week >= self.renewed_week + lasts_weeks {
            self.enter(week, None, None);
            changes.push(Change::Expired { colour });
        }
    }

    fn obey(&mut self, week: usize, act: &Act, changes: &mut Vec<Change>) {
        if !act.is_signed() {
            changes.push(Change::Refused { act: act.clone() });
            return;
        }
        match act {
            Act::Acknowledge { by } => self.acknowledged_by = Some(by.clone()),
            Act::Raise { to, by, reason } if Some(*to) > self.colour => {
                self.enter(week, Some(*to), None);
                changes.push(Change::Raised {
                    to: *to,
                    by: by.clone(),
                    reason: reason.clone(),
                });
            }
            Act::Close { to, by, reason } if *to < self.colour => {
                if let Some(from) = self.colour {
                    self.enter(week, *to, self.rule);
                    self.closed = Some((from, week));
                    changes.push(Change::Closed {
                        from,
                        to: *to,
                        by: by.clone(),
                        reason: reason.clone(),
                    });
                }
            }
            Act::Raise { .. } | Act::Close { .. } => {}
        }
    }

    fn enter(&mut self, week: usize, colour: Option<Colour>, rule: Option<Rule>) {
        *self = Self {
            colour,
            rule: colour.and(rule),
            entered_week: week,
            renewed_week: week,
            quiet_runs: 0,
            acknowledged_by: None,
            closed: self.closed,
        };
    }
}

impl Act {
    /// Whether it carries a name and, where it changes something, a reason.
    fn is_signed(&self) -> bool {
        let is_said = |text: &str| !text.trim().is_empty();
        match self {
            Self::Acknowledge { by } => is_said(by),
            Self::Raise { by, reason, .. } | Self::Close { by, reason, .. } => is_said(by) && is_said(reason),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Feeds one letter a week: b, y, o, r for a colour reached, a dot for none.
    fn shown(weeks: &str) -> String {
        let mut course = Course::default();
        let mut shown = String::new();
        for (week, letter) in weeks.chars().enumerate() {
            let reached = "byor"
                .chars()
                .position(|it| it == letter)
                .map(|it| (Colour::ALL[it], Rule::Excess));
            course = course.after(week, reached, &[], &CourseThresholds::default()).0;
            let colour = course
                .colour
                .map(|it| Colour::ALL.iter().position(|other| *other == it).unwrap());
            shown.push(colour.map_or('.', |it| "byor".chars().nth(it).unwrap()));
        }
        shown
    }

    fn in_colour(colour: Colour) -> Course {
        Course::default()
            .after(0, Some((colour, Rule::Excess)), &[], &CourseThresholds::default())
            .0
    }

    fn closing(by: &str, reason: &str) -> Act {
        Act::Close {
            to: None,
            by: by.to_owned(),
            reason: reason.to_owned(),
        }
    }

    #[test]
    fn a_yellow_is_left_after_two_runs_below_blue_and_not_after_one() {
        assert_eq!(shown("y.b.b..b"), "yyyyyybb");
    }

    #[test]
    fn a_blue_that_nothing_renews_ends_after_four_weeks() {
        assert_eq!(shown("b....b"), "bbbb.b");
        assert_eq!(shown("b..b...."), "bbbbbbb.");
    }

    #[test]
    fn a_yellow_that_only_blue_keeps_alive_ends_after_eight_weeks() {
        assert_eq!(shown("ybbbbbbbb"), "yyyyyyyy.");
    }

    #[test]
    fn orange_and_red_stay_until_somebody_closes_them() {
        assert_eq!(
            shown("o.............r............"),
            "oooooooooooooorrrrrrrrrrrrr"
        );
    }

    #[test]
    fn a_higher_colour_is_entered_at_once() {
        assert_eq!(shown("byor"), "byor");
    }

    #[test]
    fn closing_takes_a_name_and_a_reason() {
        let red = in_colour(Colour::Red);
        let thresholds = CourseThresholds::default();

        let (kept, refused) = red.after(1, None, &[closing("", "误报")], &thresholds);
        let (closed, changes) = red.after(1, None, &[closing("王某", "现场核实为重复上报")], &thresholds);

        assert_eq!(kept.colour, Some(Colour::Red));
        assert!(matches!(refused[..], [Change::Refused { .. }]));
        assert_eq!(closed.colour, None);
        assert!(matches!(changes[..], [Change::Closed { .. }]));
    }

    #[test]
    fn what_was_closed_does_not_open_again_by_the_same_signals_but_by_worse_ones() {
        let orange = in_colour(Colour::Orange);
        let thresholds = CourseThresholds::default();
        let closed = orange.after(1, None, &[closing("王某", "已核实")], &thresholds).0;

        let again = |week, colour| {
            closed
                .after(week, Some((colour, Rule::Scale)), &[], &thresholds)
                .0
                .colour
        };

        assert_eq!(again(2, Colour::Orange), None);
        assert_eq!(again(2, Colour::Red), Some(Colour::Red));
        assert_eq!(again(9, Colour::Orange), Some(Colour::Orange));
    }

    #[test]
    fn a_person_raises_and_raising_to_less_does_nothing() {
        let raise = |to| Act::Raise {
            to,
            by: "李某".to_owned(),
            reason: "洪水".to_owned(),
        };
        let yellow = in_colour(Colour::Yellow);
        let thresholds = CourseThresholds::default();

        let raised = yellow.after(1, None, &[raise(Colour::Red)], &thresholds).0;
        let same = yellow.after(1, None, &[raise(Colour::Blue)], &thresholds).0;

        assert_eq!(raised.colour, Some(Colour::Red));
        assert_eq!(same.colour, Some(Colour::Yellow));
    }
}
