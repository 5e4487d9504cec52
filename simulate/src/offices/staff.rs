//! The people who work for the offices: helpers, grid workers, village cadres.

use domain::office::UnitLevel;
use domain::region::RegionCode;
use domain::visit::VisitorRole;

use crate::dice::Dice;
use crate::people::names;
use crate::place::Town;

/// Somebody who helps households by assignment.
#[derive(Debug, Clone)]
pub(crate) struct HelperPerson {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) level: UnitLevel,
}

/// Those who work for the whole town.
#[derive(Debug)]
pub(crate) struct TownStaff {
    pub(crate) helpers: Vec<HelperPerson>,
    /// 包村干部
    pub(crate) cadres: Vec<String>,
    /// 暗访组
    pub(crate) inspector: String,
}

impl TownStaff {
    /// About one helper for every three assisted households.
    pub(crate) fn new(dice: &mut Dice, town: &Town, assisted: f64) -> Self {
        let count = crate::dice::whole(assisted / 3.0).clamp(4, 9_999);
        let prefix = town.code.prefix();
        Self {
            helpers: (1..=count)
                .map(|number| HelperPerson {
                    id: format!("B{prefix}{number:04}"),
                    name: names::adult(dice),
                    level: dice.among(&[
                        (UnitLevel::Village, 0.35),
                        (UnitLevel::Town, 0.35),
                        (UnitLevel::CountyAndAbove, 0.30),
                    ]),
                })
                .collect(),
            cadres: (1..=6).map(|number| format!("G{prefix}{number:02}")).collect(),
            inspector: format!("A{prefix}01"),
        }
    }
}

/// A grid of a village and those who walk it.
#[derive(Debug, Clone)]
pub(crate) struct Grid {
    pub(crate) id: String,
    pub(crate) households: u32,
    pub(crate) workers: Vec<String>,
}

/// Those who work for a village.
#[derive(Debug)]
pub(crate) struct VillageStaff {
    pub(crate) grids: Vec<Grid>,
    secretary: String,
    team: [String; 2],
    cadres: [String; 3],
}

impl VillageStaff {
    /// Grids of about eighty households (5.3: mean 70–90); one village in twenty has too few grids.
    pub(crate) fn new(dice: &mut Dice, village: RegionCode, households: u32) -> Self {
        let size = if dice.chance(0.05) {
            dice.between(106, 125)
        } else {
            dice.between(68, 88)
        };
        let size = u32::try_from(size).unwrap_or(80);
        let count = households.div_ceil(size).max(1);
        let mut grids: Vec<Grid> = (0..count)
            .map(|index| Grid {
                id: format!("{village}G{:03}", index + 1),
                households: households * (index + 1) / count - households * index / count,
                workers: (1..=1 + u32::from(dice.chance(0.35)))
                    .map(|number| worker(village, index, number))
                    .collect(),
            })
            .collect();
        fill_posts(village, &mut grids);
        Self {
            grids,
            secretary: format!("S{village}1"),
            team: [1, 2].map(|number| format!("D{village}{number}")),
            cadres: [1, 2, 3].map(|number| format!("C{village}{number}")),
        }
    }

    /// The grid of the household with this index in the village.
    pub(crate) fn grid_of(&self, index: u32) -> &Grid {
        let mut seen = 0;
        self.grids
            .iter()
            .find(|grid| {
                seen += grid.households;
                index < seen
            })
            .unwrap_or(&self.grids[0])
    }

    /// Somebody of this role who could call on a household of `grid`; helpers are assigned, not picked.
    pub(crate) fn visitor<'a>(
        &'a self,
        dice: &mut Dice,
        role: VisitorRole,
        grid: &str,
        town: &'a TownStaff,
    ) -> &'a str {
        match role {
            VisitorRole::GridWorker => self
                .grids
                .iter()
                .find(|own| own.id == grid)
                .map_or(&self.cadres[0], |own| dice.word(&own.workers)),
            VisitorRole::FirstSecretary => &self.secretary,
            VisitorRole::VillageTeam => dice.word(&self.team),
            VisitorRole::TownCadre => dice.word(&town.cadres),
            VisitorRole::SecretInspector => &town.inspector,
            VisitorRole::VillageCadre | VisitorRole::Helper => dice.word(&self.cadres),
        }
    }

    /// A village cadre.
    pub(crate) fn cadre(&self, number: usize) -> &str {
        &self.cadres[number % self.cadres.len()]
    }
}

/// 人员编号 of the `number`th worker of a grid.
fn worker(village: RegionCode, grid: u32, number: u32) -> String {
    format!("W{village}{:03}{number}", grid + 1)
}

/// A village of one or two grids has three people all the same: a head, a worker, a commissioner.
fn fill_posts(village: RegionCode, grids: &mut [Grid]) {
    let people: usize = grids.iter().map(|grid| grid.workers.len()).sum();
    if let Some(first) = grids.first_mut() {
        let own = u32::try_from(first.workers.len()).unwrap_or(0);
        let wanted = u32::try_from(3_usize.saturating_sub(people)).unwrap_or(0);
        first
            .workers
            .extend((1..=wanted).map(|more| worker(village, 0, own + more)));
    }
}
