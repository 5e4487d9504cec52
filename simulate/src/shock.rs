//! What strikes from outside: storms, floods, falling prices, projects that fail. A shock covers a town or a village and makes risks there.

use chrono::{Datelike, NaiveDate};
use domain::office::HazardKind;
use domain::region::RegionCode;
use domain::risk::Risk;

use crate::days::{any_day, date, plus};
use crate::dice::Dice;
use crate::place::County;

/// An external event.
#[derive(Debug, Clone)]
pub(crate) struct Shock {
    pub(crate) id: String,
    pub(crate) kind: HazardKind,
    pub(crate) place: RegionCode,
    pub(crate) from: NaiveDate,
    pub(crate) to: NaiveDate,
    pub(crate) households: u32,
    pub(crate) persons: u32,
    pub(crate) loss_cents: i64,
    pub(crate) note: &'static str,
    /// The day on which the office in charge knew about it.
    pub(crate) reported_on: NaiveDate,
}

/// Kind, weight, first and last month in which it happens, what the report says.
const KINDS: &[(HazardKind, f64, u32, u32, &str)] = &[
    (HazardKind::Weather, 5.0, 4, 9, "短时强降雨、大风、冰雹"),
    (HazardKind::Water, 3.0, 6, 9, "持续强降雨，农田积水"),
    (HazardKind::PriceFall, 2.0, 1, 12, "主要农产品价格持续下跌"),
    (HazardKind::ProjectFailure, 1.5, 1, 12, "产业项目停产"),
    (HazardKind::MassUnemployment, 1.0, 1, 12, "用工企业集中裁员"),
    (HazardKind::Fire, 1.5, 1, 12, "住户起火"),
    (HazardKind::Biology, 1.0, 5, 10, "作物病虫害、畜禽疫病"),
    (HazardKind::Geology, 0.5, 6, 9, "山体滑坡"),
    (HazardKind::Epidemic, 0.4, 1, 12, "聚集性疫情"),
    (HazardKind::StartupFailure, 0.5, 1, 12, "创业项目终止"),
];

/// The shocks of the county between two days, by day.
pub(crate) fn shocks(county: &County, seed: u64, from: NaiveDate, to: NaiveDate) -> Vec<Shock> {
    let mut dice = Dice::new(seed, "shock", 0);
    let weights: Vec<f64> = KINDS.iter().map(|kind| kind.1).collect();
    let mut shocks = vec![];
    for year in from.year()..=to.year() {
        for town in &county.towns {
            for _ in 0..dice.poisson(0.7) {
                let (kind, _, first, last, note) = KINDS[dice.weighted(&weights)];
                let start = any_day(&mut dice, date(year, first, 1), date(year, last, 28));
                let length = dice.between(0, 9);
                let is_local = town.villages.is_empty() || dice.chance(0.4);
                let place = if is_local {
                    town.code
                } else {
                    dice.pick(&town.villages).code
                };
                let lived_in: u32 = town
                    .villages
                    .iter()
                    .filter(|village| place.contains(village.code))
                    .map(|village| village.households)
                    .sum();
                let households = (lived_in / 25).min(dice.below(120)) + 1;
                shocks.push(Shock {
                    id: String::new(),
                    kind,
                    place,
                    from: start,
                    to: plus(start, length),
                    households,
                    persons: households * 3,
                    loss_cents: i64::from(households) * dice.between(50_000, 900_000),
                    note,
                    reported_on: plus(start, dice.between(0, 5)),
                });
            }
        }
    }
    shocks.retain(|shock| from <= shock.from && shock.from <= to);
    shocks.sort_by_key(|shock| (shock.from, shock.place));
    for (shock, number) in shocks.iter_mut().zip(1..) {
        shock.id = format!("SJ{}{number:05}", county.code.prefix());
    }
    shocks
}

/// The risk that a shock makes in a household it hits.
pub(crate) const fn risk_of(kind: HazardKind) -> Risk {
    match kind {
        HazardKind::Water
        | HazardKind::Weather
        | HazardKind::Earthquake
        | HazardKind::Geology
        | HazardKind::Biology => Risk::NaturalDisaster,
        HazardKind::Fire => Risk::Accident,
        HazardKind::Epidemic => Risk::Illness,
        HazardKind::PriceFall | HazardKind::ProjectFailure | HazardKind::StartupFailure => {
            Risk::ProjectFailure
        }
        HazardKind::MassUnemployment => Risk::UnstableWork,
    }
}

/// The shock that struck a village in the ten weeks before `day`, if any.
pub(crate) fn recent(shocks: &[Shock], village: RegionCode, day: NaiveDate) -> Option<&Shock> {
    let earliest = plus(day, -70);
    shocks
        .iter()
        .rev()
        .find(|shock| earliest <= shock.from && shock.from < day && shock.place.contains(village))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place::Place;

    #[test]
    fn shocks_strike_towns_and_villages_of_the_county() {
        let county = County::settle(Place::Xiji, 1000, 3);

        let shocks = shocks(&county, 3, date(2021, 1, 1), date(2022, 12, 31));

        assert!(shocks.len() > 5);
        assert!(shocks.iter().all(|shock| county.code.contains(shock.place)));
        assert!(shocks.windows(2).all(|pair| pair[0].from <= pair[1].from));
    }

    #[test]
    fn a_shock_is_felt_for_ten_weeks_in_its_place_only() {
        let county = County::settle(Place::Xiji, 1000, 3);
        let shocks = shocks(&county, 3, date(2021, 1, 1), date(2022, 12, 31));
        let shock = &shocks[0];

        assert!(recent(&shocks[..1], shock.place, plus(shock.from, 70)).is_some());
        assert!(recent(&shocks[..1], shock.place, plus(shock.from, 71)).is_none());
        assert!(recent(&shocks[..1], county.code, plus(shock.from, 7)).is_none());
    }
}
