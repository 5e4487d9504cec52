//! What the county's own offices deliver: external events, relocation sites, findings of inspections.

use chrono::NaiveDate;
use domain::office::InspectionSource;
use domain::region::RegionCode;

use super::Desk;
use crate::days::{any_day, plus};
use crate::dice::Dice;
use crate::merger::{self, Merger};
use crate::people::Household;
use crate::place::{Archetype, County};
use crate::shock::Shock;
use crate::write::Deliveries;
use crate::write::dataset::Dataset;
use crate::write::row::{Cell, cells};

const PROBLEMS: &[&str] = &[
    "入户走访记录不完整",
    "帮扶措施针对性不强",
    "监测对象识别不及时",
    "政策宣传不到位",
    "信息系统数据与实际不符",
    "项目资产管护不到位",
];

/// The relocation sites of a county.
#[derive(Debug)]
pub(crate) struct Site {
    pub(crate) id: String,
    name: String,
    pub(crate) place: RegionCode,
    pub(crate) households: u32,
    pub(crate) labour: u32,
    pub(crate) employed: u32,
    pub(crate) idle_households: u32,
}

/// The sites, each in one of the more populous villages.
pub(crate) fn sites(dice: &mut Dice, county: &County, archetype: Archetype) -> Vec<Site> {
    let mut villages: Vec<_> = county.towns.iter().flat_map(|town| &town.villages).collect();
    villages.sort_by_key(|village| (std::cmp::Reverse(village.households), village.code));
    villages
        .into_iter()
        .take(8)
        .zip(1..=archetype.sites)
        .map(|(village, number)| Site {
            id: format!("AZ{}{number:02}", county.code.prefix()),
            name: format!(
                "{}{}安置点",
                village
                    .name
                    .trim_end_matches("村民委员会")
                    .trim_end_matches("村委会"),
                dice.pick(&["幸福", "新家园", "安康", "和谐"])
            ),
            place: village.code,
            households: 0,
            labour: 0,
            employed: 0,
            idle_households: 0,
        })
        .collect()
}

/// Counts a household at the site where it lives.
pub(crate) fn count_at_site(sites: &mut [Site], household: &Household) {
    let Some(site) = sites
        .iter_mut()
        .find(|site| household.site.as_ref() == Some(&site.id))
    else {
        return;
    };
    let able = household
        .members
        .iter()
        .filter(|member| member.condition.labour.has_capacity())
        .count();
    let able = u32::try_from(able).unwrap_or(0);
    // 94.46 % of the relocated labour force is employed (NDRC23): here one in eighteen is not.
    let idle = u32::from(able > 0 && crate::dice::hash(&household.id).is_multiple_of(8));
    site.households += 1;
    site.labour += able;
    site.employed += able - idle;
    site.idle_households += u32::from(able > 0 && able == idle);
}

/// The rows of the sites, in the first folder.
pub(crate) fn deliver_sites(post: &mut Deliveries, sites: &[Site], opening: NaiveDate) {
    for site in sites {
        post.put(
            Dataset::RelocationSite,
            site.place,
            opening,
            cells![
                &site.id,
                &site.name,
                site.place,
                site.households,
                site.labour,
                site.employed,
                site.idle_households,
                2 + site.households / 200,
            ],
        );
    }
}

/// The rows of the shocks, each when it was reported.
pub(crate) fn deliver_shocks(post: &mut Deliveries, shocks: &[Shock], mergers: &[Merger]) {
    for shock in shocks {
        let place = merger::code_on(mergers, shock.place, shock.from);
        post.put(
            Dataset::Hazard,
            place,
            shock.reported_on,
            cells![
                &shock.id,
                shock.kind.label(),
                place,
                shock.from,
                shock.to,
                shock.households,
                shock.persons,
                Cell::Cents(shock.loss_cents),
                shock.note,
            ],
        );
    }
}

impl Desk<'_> {
    /// A finding of an inspection, about a household of the village or the village itself.
    pub(crate) fn inspect(&mut self, dice: &mut Dice, village: RegionCode, household: Option<&Household>) {
        self.numbers.inspections += 1;
        let id = self.key("DC", self.numbers.inspections);
        let last_day = household
            .and_then(|household| household.leaving)
            .map_or(self.as_of, |leaving| plus(leaving.on, -1));
        let found_on = any_day(dice, self.first_day, last_day.max(self.first_day));
        let village = merger::code_on(self.mergers, village, found_on);
        let due_on = plus(found_on, 30);
        let fixed_on = match dice.among(&[(0, 0.75), (1, 0.15), (2, 0.10)]) {
            0 => Some(any_day(dice, plus(found_on, 2), due_on)),
            1 => Some(plus(due_on, dice.between(1, 40))),
            _ => None,
        };
        let source = dice.among(&[
            (InspectionSource::SecretVisit, 0.4),
            (InspectionSource::Supervision, 0.35),
            (InspectionSource::Evaluation, 0.12),
            (InspectionSource::Audit, 0.06),
            (InspectionSource::PartyInspection, 0.04),
            (InspectionSource::Media, 0.03),
        ]);
        let problem = *dice.pick(PROBLEMS);
        let days: Vec<NaiveDate> = [Some(found_on), fixed_on].into_iter().flatten().collect();
        self.put_editions(Dataset::Inspection, village, &days, |known_on| {
            cells![
                &id,
                source.label(),
                village,
                household.map(|household| household.id.clone()),
                found_on,
                problem,
                due_on,
                fixed_on.filter(|day| *day <= known_on),
            ]
        });
    }
}
