//! Households that leave: moved away, died out, or taken in by relatives. From that day on nothing is written about them any more.
//!
//! Nobody leaves while under observation: the offices end the episode first, as a natural end, or strike it from the register (清退).

use chrono::NaiveDate;
use domain::episode::EliminationMode;

use super::{End, Episode};
use crate::days::{any_day, between, plus, weekday};
use crate::dice::{Dice, hash};
use crate::people::Household;

/// Why a household is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Departure {
    MovedAway,
    DiedOut,
    /// Its people live in another household of the village now.
    TakenIn,
}

impl Departure {
    /// The word in the truth.
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::MovedAway => "moved_away",
            Self::DiedOut => "died_out",
            Self::TakenIn => "taken_in",
        }
    }
}

/// The end of a household.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Leaving {
    /// The first day without it.
    pub(crate) on: NaiveDate,
    pub(crate) why: Departure,
}

impl Leaving {
    /// The same day, gone for good.
    pub(crate) const fn moved_away(self) -> Self {
        Self {
            on: self.on,
            why: Departure::MovedAway,
        }
    }
}

/// So many days after an identification all its papers are written and its first measure is decided, even a late one.
const SETTLED_AFTER_DAYS: i64 = 120;
/// So many days before it goes an office begins to end what is still open.
const CLOSING_DAYS: i64 = 25;

/// Whether and when the household leaves between two days, with what becomes of its episodes.
///
/// The rates are our own assumption (the study has none): five in a thousand move away in a year; of the old who live alone or in pairs
/// fifteen die and ten go to their children. Who was identified shortly before, or whose papers are being written just then, stays.
pub(crate) fn leaving(
    seed: u64,
    household: &Household,
    episodes: &[Episode],
    (after, to): (NaiveDate, NaiveDate),
) -> Option<(Leaving, Vec<Episode>)> {
    let mut dice = Dice::new(seed, "leaving", hash(&household.id));
    let years = f64::from(i32::try_from(between(after, to)).ok()?) / 365.0;
    let is_small_and_old = household.members.len() <= 2
        && household
            .members
            .iter()
            .all(|member| member.age_on(after) >= 68 && !member.condition.labour.has_capacity());
    let (moves, dies, joins) = if is_small_and_old {
        (0.0, 0.015, 0.010)
    } else {
        (0.005, 0.0, 0.0)
    };
    let drawn = dice.share() / years.max(f64::EPSILON);
    let why = match drawn {
        drawn if drawn < moves => Departure::MovedAway,
        drawn if drawn < moves + dies => Departure::DiedOut,
        drawn if drawn < moves + dies + joins => Departure::TakenIn,
        _ => return None,
    };
    let was_helped_out = |episode: &Episode| {
        episode
            .end
            .is_some_and(|end| end.mode == EliminationMode::Assisted)
    };
    let why = match why {
        // A household that was declared out of danger is still asked who lived in it; its people stay its own.
        Departure::TakenIn if episodes.iter().any(was_helped_out) => Departure::MovedAway,
        why => why,
    };
    let on = any_day(&mut dice, plus(after, 1), to);
    let leaving = Leaving { on, why };
    let settled = settle(&mut dice, episodes, leaving)?;
    Some((leaving, settled))
}

/// The episodes of a household that leaves, the open one ended before; none if that cannot be.
fn settle(dice: &mut Dice, episodes: &[Episode], leaving: Leaving) -> Option<Vec<Episode>> {
    let gone_on = leaving.on;
    let closing_from = plus(gone_on, -CLOSING_DAYS);
    let is_just_now = |day: &NaiveDate| closing_from <= *day && *day < gone_on;
    let mut settled: Vec<Episode> = episodes
        .iter()
        .filter(|episode| episode.identified_on < gone_on)
        .cloned()
        .collect();
    let Some(last) = settled.last_mut() else {
        return Some(settled);
    };
    let ends = [last.end.map(|end| end.on), last.returned_on, last.removed_on];
    if last.identified_on > plus(gone_on, -SETTLED_AFTER_DAYS) || ends.iter().flatten().any(is_just_now) {
        return None;
    }
    let is_past = |day: &NaiveDate| *day < gone_on;
    last.end = last.end.filter(|end| is_past(&end.on));
    last.returned_on = last.returned_on.filter(is_past);
    last.removed_on = last.removed_on.filter(is_past);
    if !last.is_open_on(gone_on) {
        return Some(settled);
    }
    let closed_on = weekday(plus(gone_on, -dice.between(8, CLOSING_DAYS - 4)));
    // What was taken back cannot end naturally any more; what lives on in another household was never two.
    let is_struck = last.returned_on.is_some()
        || dice.chance(match leaving.why {
            Departure::MovedAway | Departure::DiedOut => 0.1,
            Departure::TakenIn => 0.7,
        });
    if is_struck {
        last.removed_on = Some(closed_on);
    } else {
        last.end = Some(End {
            on: closed_on,
            mode: EliminationMode::Natural,
        });
    }
    Some(settled)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::days::date;
    use domain::episode::{ObjectType, SourceChannel};
    use domain::risk::Risk;

    fn episode(identified_on: NaiveDate) -> Episode {
        Episode {
            id: "JC1".to_owned(),
            kind: ObjectType::Marginal,
            risks: vec![Risk::Illness],
            channel: SourceChannel::Cadres,
            arose_on: plus(identified_on, -30),
            identified_on,
            end: None,
            returned_on: None,
            removed_on: None,
        }
    }

    fn settled(episodes: &[Episode], why: Departure, number: u64) -> Option<Vec<Episode>> {
        let on = date(2023, 3, 20);
        settle(&mut Dice::new(1, "test", number), episodes, Leaving { on, why })
    }

    #[test]
    fn nobody_leaves_under_observation() {
        for number in 0..50 {
            for why in [Departure::MovedAway, Departure::DiedOut, Departure::TakenIn] {
                let episodes = settled(&[episode(date(2022, 3, 1))], why, number).unwrap();

                assert!(!episodes[0].is_open_on(date(2023, 3, 19)), "{episodes:?}");
                assert!(episodes[0].is_open_on(date(2023, 2, 20)), "{episodes:?}");
                assert!(
                    episodes[0]
                        .end
                        .is_none_or(|end| end.mode == EliminationMode::Natural)
                );
                assert!(episodes[0].end.is_some() != episodes[0].removed_on.is_some());
            }
        }
    }

    #[test]
    fn who_was_identified_shortly_before_stays() {
        assert!(settled(&[episode(date(2023, 1, 10))], Departure::MovedAway, 1).is_none());
    }

    #[test]
    fn what_would_have_come_later_never_comes() {
        let episodes = settled(&[episode(date(2023, 4, 1))], Departure::MovedAway, 1).unwrap();

        assert!(episodes.is_empty());
    }
}
