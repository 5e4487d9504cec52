//! Where a surge is looked for: each village, its nearest neighbours, each township.

use serde::{Deserialize, Serialize};

use super::panel::Village;

/// How wide a zone is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// One village.
    Village,
    /// A village and its nearest neighbours, so many together.
    Nearest(usize),
    /// All villages of a township.
    Township,
    /// The whole county.
    County,
}

impl Level {
    /// Its name in tables and files: `village`, `zone5`, `township`, `county`.
    pub fn name(self) -> String {
        match self {
            Self::Village => "village".to_owned(),
            Self::Nearest(villages) => format!("zone{villages}"),
            Self::Township => "township".to_owned(),
            Self::County => "county".to_owned(),
        }
    }
}

/// Villages that are looked at together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone {
    /// How wide it is.
    pub level: Level,
    /// The township it is listed under: that of its central village.
    pub township: usize,
    /// Its villages, the central one first, the others by distance; in a township by index.
    pub villages: Vec<usize>,
}

/// Whom each village has around it, nearest first: from places, or given by somebody who knows the roads.
pub fn neighbours(villages: &[Village], at_most: usize) -> Vec<Vec<usize>> {
    villages
        .iter()
        .enumerate()
        .map(|(index, village)| nearest(villages, index, village, at_most))
        .collect()
}

fn nearest(villages: &[Village], index: usize, village: &Village, at_most: usize) -> Vec<usize> {
    let Some(here) = village.place else {
        return Vec::new();
    };
    let distance = |there: (f64, f64)| (there.0 - here.0).powi(2) + (there.1 - here.1).powi(2);
    let mut others: Vec<(f64, usize)> = villages
        .iter()
        .enumerate()
        .filter(|(other, _)| *other != index)
        .filter_map(|(other, it)| it.place.map(|there| (distance(there), other)))
        .collect();
    // Equal distances are settled by the index, so that the same county has the same zones on every machine.
    let order = |a: &(f64, usize), b: &(f64, usize)| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1));
    if others.len() > at_most {
        others.select_nth_unstable_by(at_most, order);
        others.truncate(at_most);
    }
    others.sort_unstable_by(order);
    others.into_iter().map(|(_, other)| other).collect()
}

/// The zones of a county: villages, neighbourhoods of these sizes, townships. A zone that would hold half of the villages or more is left
/// out: nothing would remain to compare it with.
pub fn zones(villages: &[Village], neighbours: &[Vec<usize>], sizes: &[usize]) -> Vec<Zone> {
    let mut zones = Vec::new();
    for (index, village) in villages.iter().enumerate() {
        zones.push(Zone {
            level: Level::Village,
            township: village.township,
            villages: vec![index],
        });
    }
    for &size in sizes {
        for (index, village) in villages.iter().enumerate() {
            let around = neighbours.get(index).map_or(&[][..], Vec::as_slice);
            if size < 2 || around.len() + 1 < size {
                continue;
            }
            let members = std::iter::once(index).chain(around.iter().copied().take(size - 1));
            zones.push(Zone {
                level: Level::Nearest(size),
                township: village.township,
                villages: members.collect(),
            });
        }
    }
    zones.extend(townships(villages));
    zones.retain(|zone| zone.villages.len() == 1 || zone.villages.len() * 2 < villages.len());
    zones
}

fn townships(villages: &[Village]) -> impl Iterator<Item = Zone> {
    let highest = villages.iter().map(|village| village.township).max();
    (0..highest.map_or(0, |highest| highest + 1)).filter_map(|township| {
        let members: Vec<usize> = (0..villages.len())
            .filter(|&it| villages[it].township == township)
            .collect();
        (members.len() > 1).then_some(Zone {
            level: Level::Township,
            township,
            villages: members,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(places: &[f64]) -> Vec<Village> {
        places
            .iter()
            .map(|&x| Village::steady(100.0, 0, Some((x, 0.0))))
            .collect()
    }

    #[test]
    fn the_nearest_come_first_and_ties_go_to_the_lower_index() {
        let found = neighbours(&row(&[0.0, 1.0, -1.0, 5.0]), 2);

        assert_eq!(found[0], [1, 2]);
        assert_eq!(found[3], [1, 0]);
    }

    #[test]
    fn a_village_without_a_place_stands_alone() {
        let mut villages = row(&[0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
        villages[0].place = None;
        let around = neighbours(&villages, 2);

        let zones = zones(&villages, &around, &[3]);

        let with_it: Vec<Level> = zones
            .iter()
            .filter(|zone| zone.villages.contains(&0))
            .map(|zone| zone.level)
            .collect();
        assert_eq!(with_it, [Level::Village]);
    }

    #[test]
    fn a_zone_of_half_the_county_has_nothing_to_be_compared_with() {
        let villages = row(&[0.0, 1.0, 2.0, 3.0, 4.0, 5.0]);

        let zones = zones(&villages, &neighbours(&villages, 2), &[3]);

        assert!(zones.iter().all(|zone| zone.level == Level::Village));
    }
}
