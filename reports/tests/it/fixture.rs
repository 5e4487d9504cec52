//! Hand-made releases: how to put one together, and a small one whose every number is written down.

use chrono::NaiveDate;
use domain::region::RegionCode;
use domain::release::{Figure, Finding, Landing, Place, Release, ReleaseId, ReleaseParts};

use crate::catalogue;

pub(crate) fn code(text: &str) -> RegionCode {
    text.parse().expect("the fixture writes valid codes")
}

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().expect("the fixture writes valid days")
}

/// The Wilson interval of a share, as the release carries it.
fn wilson(numerator: f64, denominator: f64) -> (f64, f64) {
    let z = 1.959_963_984_540_054_f64;
    let share = numerator / denominator;
    let scale = 1.0 + z * z / denominator;
    let centre = (share + z * z / (2.0 * denominator)) / scale;
    let reach =
        z * (share * (1.0 - share) / denominator + z * z / (4.0 * denominator * denominator)).sqrt() / scale;
    // At none and at all the limit is exact, not what rounding leaves of it.
    let lower = if numerator > 0.0 { centre - reach } else { 0.0 };
    let upper = if numerator < denominator {
        centre + reach
    } else {
        1.0
    };
    (lower, upper)
}

/// Collects the parts of a release.
pub(crate) struct Builder {
    parts: ReleaseParts,
}

impl Builder {
    pub(crate) fn new(as_of: &str) -> Self {
        Self {
            parts: ReleaseParts {
                quality: domain::quality::Quality::default(),
                changes: domain::change::Changes::default(),
                inspection: domain::inspection::Inspection::default(),
                concentration: vec![],
                spells: domain::spell::Spells::default(),
                signals: domain::signal::Signals::default(),
                id: ReleaseId {
                    release_id: format!("R{}-01", as_of.replace('-', "")),
                    as_of: day(as_of),
                    published_at: format!("{as_of} 23:40:05"),
                    state: "published".to_owned(),
                },
                places: vec![],
                definitions: catalogue::definitions(),
                rules: catalogue::rules(),
                figures: vec![],
                history: vec![],
                findings: vec![],
                landings: vec![],
            },
        }
    }

    pub(crate) fn place(&mut self, region: &str, name: &str, parent: Option<&str>) -> &mut Self {
        let region = code(region);
        self.parts.places.push(Place {
            code: region,
            name: name.to_owned(),
            level: region.level().key().to_owned(),
            parent: parent.map(code),
        });
        self
    }

    fn push(&mut self, figure: Figure) -> &mut Self {
        if figure.as_of == self.parts.id.as_of {
            self.parts.figures.push(figure.clone());
        }
        self.parts.history.push(figure);
        self
    }

    fn figure(&self, region: &str, indicator: &str, slice: &str) -> Figure {
        let region_code = code(region);
        Figure {
            as_of: self.parts.id.as_of,
            indicator: indicator.to_owned(),
            region_code,
            level: region_code.level().key().to_owned(),
            slice: slice.to_owned(),
            numerator: None,
            denominator: None,
            value: None,
            lower: None,
            upper: None,
            profile: "LS".to_owned(),
        }
    }

    /// A plain count on the release's day.
    pub(crate) fn count(&mut self, region: &str, indicator: &str, slice: &str, count: f64) -> &mut Self {
        let as_of = self.parts.id.as_of;
        self.count_on(as_of, region, indicator, slice, count)
    }

    pub(crate) fn count_on(
        &mut self,
        as_of: NaiveDate,
        region: &str,
        indicator: &str,
        slice: &str,
        count: f64,
    ) -> &mut Self {
        let figure = Figure {
            as_of,
            numerator: Some(count),
            value: Some(count),
            ..self.figure(region, indicator, slice)
        };
        self.push(figure)
    }

    /// A share on the release's day, with its interval.
    pub(crate) fn share(&mut self, region: &str, indicator: &str, slice: &str, of: (f64, f64)) -> &mut Self {
        let as_of = self.parts.id.as_of;
        self.share_on(as_of, region, indicator, slice, of)
    }

    pub(crate) fn share_on(
        &mut self,
        as_of: NaiveDate,
        region: &str,
        indicator: &str,
        slice: &str,
        (numerator, denominator): (f64, f64),
    ) -> &mut Self {
        let interval = (denominator > 0.0).then(|| wilson(numerator, denominator));
        let figure = Figure {
            as_of,
            numerator: Some(numerator),
            denominator: Some(denominator),
            value: (denominator > 0.0).then(|| numerator / denominator),
            lower: interval.map(|(lower, _)| lower),
            upper: interval.map(|(_, upper)| upper),
            ..self.figure(region, indicator, slice)
        };
        self.push(figure)
    }

    /// A share of persons, which has no interval.
    pub(crate) fn persons(
        &mut self,
        region: &str,
        indicator: &str,
        (numerator, denominator): (f64, f64),
    ) -> &mut Self {
        let figure = Figure {
            numerator: Some(numerator),
            denominator: Some(denominator),
            value: (denominator > 0.0).then(|| numerator / denominator),
            ..self.figure(region, indicator, "")
        };
        self.push(figure)
    }

    /// A percentile of days, over `households`.
    pub(crate) fn days(&mut self, region: &str, indicator: &str, days: f64, households: f64) -> &mut Self {
        let figure = Figure {
            denominator: Some(households),
            value: Some(days),
            ..self.figure(region, indicator, "")
        };
        self.push(figure)
    }

    /// An open finding.
    pub(crate) fn finding(
        &mut self,
        village: &str,
        rule: &str,
        household: &str,
        overdue: Option<i64>,
    ) -> &mut Self {
        let as_of = self.parts.id.as_of;
        self.parts.findings.push(Finding {
            as_of,
            rule: rule.to_owned(),
            clause: "LS-31".to_owned(),
            severity: "warn".to_owned(),
            region_code: code(village),
            household_id: household.to_owned(),
            subject: household.to_owned(),
            due_on: overdue.and_then(|days| as_of.checked_sub_days(chrono::Days::new(days.unsigned_abs()))),
            days_overdue: overdue,
            detail: "无符合要求的走访".to_owned(),
            opened_on: as_of,
            closed_on: None,
            state: "open".to_owned(),
        });
        self
    }

    pub(crate) fn landing(&mut self, dataset: &str, title: &str, rows: [u64; 4]) -> &mut Self {
        let [rows, landed, duplicate, quarantined] = rows;
        self.parts.landings.push(Landing {
            dataset: dataset.to_owned(),
            title: title.to_owned(),
            rows,
            landed,
            duplicate,
            quarantined,
        });
        self
    }

    pub(crate) const fn as_of(&self) -> NaiveDate {
        self.parts.id.as_of
    }

    pub(crate) fn release(&self) -> Release {
        Release::new(self.parts.clone())
    }
}

/// Three towns with numbers that can be worked out in the head; 丙镇 has no household, 乙镇 almost none.
pub(crate) fn small() -> Builder {
    let mut builder = Builder::new("2023-05-31");
    let county = "340604";
    builder
        .place("34", "安徽省", None)
        .place("3406", "淮北市", Some("34"))
        .place(county, "烈山区", Some("3406"))
        .place("340604100", "甲镇", Some(county))
        .place("340604101", "乙镇", Some(county))
        .place("340604102", "丙镇", Some(county))
        .place("340604100001", "甲一村", Some("340604100"))
        .place("340604100002", "甲二村", Some("340604100"))
        .place("340604101001", "乙一村", Some("340604101"));
    let april = day("2023-04-30");
    let last_year = day("2022-05-31");
    builder
        .count(county, "households", "", 20_000.0)
        .count(county, "persons", "", 70_000.0)
        .count(county, "monitored_households", "", 400.0)
        .count(county, "monitored_households", "脱贫不稳定户", 200.0)
        .count(county, "monitored_households", "边缘易致贫户", 150.0)
        .count(county, "monitored_households", "突发严重困难户", 50.0)
        .count(county, "monitored_persons", "", 1_200.0)
        .count(county, "monitored_persons", "脱贫不稳定户", 620.0)
        .count(county, "monitored_persons", "边缘易致贫户", 430.0)
        .count(county, "monitored_persons", "突发严重困难户", 150.0)
        .share(county, "monitored_incidence", "", (400.0, 20_000.0))
        .count(county, "unresolved_households", "", 150.0)
        .count_on(april, county, "unresolved_households", "", 153.0)
        .count_on(last_year, county, "unresolved_households", "", 120.0)
        .count(county, "unresolved_persons", "", 430.0)
        .share(county, "unresolved_share", "", (150.0, 400.0))
        .share_on(april, county, "unresolved_share", "", (153.0, 396.0))
        .persons(county, "elimination_rate_persons", (770.0, 1_200.0))
        .share(county, "elimination_rate_households", "", (250.0, 400.0))
        .share_on(april, county, "elimination_rate_households", "", (243.0, 396.0))
        .share(county, "elimination_rate_eligible", "", (250.0, 320.0))
        .count(county, "newly_identified", "", 6.0)
        .count_on(april, county, "newly_identified", "", 9.0)
        .count_on(last_year, county, "newly_identified", "", 6.0)
        .count(county, "newly_eliminated", "", 9.0)
        .share(county, "reidentified_12m", "", (2.0, 250.0))
        .share(county, "visit_overdue_rate", "", (12.0, 150.0))
        .share_on(april, county, "visit_overdue_rate", "", (18.0, 150.0))
        .share("340604100", "visit_overdue_rate", "", (12.0, 147.0))
        .share("340604101", "visit_overdue_rate", "", (0.0, 3.0))
        .share("340604100001", "visit_overdue_rate", "", (9.0, 80.0))
        .share("340604100002", "visit_overdue_rate", "", (3.0, 67.0))
        .share("340604101001", "visit_overdue_rate", "", (0.0, 3.0))
        .finding("340604100001", "visit_overdue", "H1", Some(31))
        .finding("340604100001", "visit_overdue", "H2", Some(45))
        .finding("340604100002", "helper_missing", "H3", None)
        .share(county, "measure_coverage", "", (0.0, 0.0));
    builder
}
