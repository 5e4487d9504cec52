//! Hand-made releases: a small one whose every number is written down, and a county of any size whose numbers follow a pattern.

use chrono::NaiveDate;
use domain::period::Month;
use domain::region::RegionCode;
use domain::release::{Figure, Finding, Landing, Place, Release, ReleaseId, ReleaseParts};
use domain::risk::Risk;

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
    ((centre - reach).max(0.0), (centre + reach).min(1.0))
}

/// Collects the parts of a release.
pub(crate) struct Builder {
    parts: ReleaseParts,
}

impl Builder {
    pub(crate) fn new(as_of: &str) -> Self {
        Self {
            parts: ReleaseParts {
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
    pub(crate) fn persons(&mut self, region: &str, indicator: &str, (numerator, denominator): (f64, f64)) -> &mut Self {
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
    pub(crate) fn finding(&mut self, village: &str, rule: &str, household: &str, overdue: Option<i64>) -> &mut Self {
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

/// A county of `towns` towns of six villages, with every figure, two years of history and findings.
pub(crate) fn county(towns: u32) -> Release {
    let mut builder = Builder::new("2023-05-31");
    let county = "340604";
    builder
        .place("34", "安徽省", None)
        .place("3406", "淮北市", Some("34"))
        .place(county, "烈山区", Some("3406"));
    fill(&mut builder, county, f64::from(towns) * 6.0, 5);
    for town in 0..towns {
        let town_code = format!("340604{:03}", 100 + town);
        let name = match town {
            2 => "柳江流域生态农业经济开发试验区".to_owned(),
            town => format!("{}镇", HAN[usize::try_from(town).expect("small") % HAN.len()]),
        };
        builder.place(&town_code, &name, Some(county));
        fill(&mut builder, &town_code, 6.0, town);
        for village in 0..6 {
            let village_code = format!("{town_code}{:03}", 200 + village);
            builder.place(&village_code, &format!("{name}第{}村", village + 1), Some(&town_code));
            fill(&mut builder, &village_code, 1.0, town * 6 + village);
        }
    }
    for (dataset, title, rows) in [
        ("household", "户信息", [20_140, 20_000, 88, 52]),
        ("visit", "走访记录", [12_030, 11_890, 20, 120]),
        ("measure", "帮扶措施", [3_400, 3_391, 0, 9]),
    ] {
        builder.landing(dataset, title, rows);
    }
    builder.release()
}

const HAN: [&str; 19] = [
    "宋疃", "古饶", "开源", "青石", "龙泉", "白鹭", "新圩", "大塅", "石埠", "双桥", "梅岭", "桃源", "云台", "喆堃",
    "柳溪", "河湾", "上坪", "东风", "西陇",
];

/// Every figure of one place that holds `villages` villages; `salt` makes places differ.
fn fill(builder: &mut Builder, region: &str, villages: f64, salt: u32) {
    let wave = |turn: u32| f64::from((salt * 7 + turn * 13) % 11) / 10.0;
    let households = (180.0 * villages * (0.6 + wave(1))).round();
    let monitored = (households * 0.03 * (0.5 + wave(2))).round();
    let unresolved = (monitored * 0.4 * (0.4 + wave(3))).round().min(monitored);
    let part = |of: f64, share: f64| (of * share).round();
    builder
        .count(region, "households", "", households)
        .count(region, "persons", "", part(households, 3.4))
        .count(region, "monitored_households", "", monitored)
        .count(region, "monitored_households", "脱贫不稳定户", part(monitored, 0.4))
        .count(region, "monitored_households", "边缘易致贫户", part(monitored, 0.45))
        .count(region, "monitored_households", "突发严重困难户", part(monitored, 0.15))
        .count(region, "monitored_persons", "", part(monitored, 3.1))
        .share(region, "monitored_incidence", "", (monitored, households))
        .count(region, "unresolved_persons", "", part(unresolved, 3.0))
        .persons(region, "elimination_rate_persons", (part(monitored - unresolved, 3.1), part(monitored, 3.1)))
        .share(region, "elimination_rate_eligible", "", (monitored - unresolved, part(monitored, 0.9)))
        .share(region, "reidentified_12m", "", (part(monitored, 0.01), monitored - unresolved))
        .days(region, "days_since_contact_p50", 17.5, unresolved)
        .days(region, "days_since_contact_p90", 52.0, unresolved);
    for (at, risk) in (0u32..).zip(Risk::ALL) {
        let share = if at == 0 { 0.5 } else { 0.2 * wave(at) };
        builder.share(region, "risk_share", risk.label(), (part(unresolved, share), unresolved));
    }
    let shares: [(&str, f64, f64); 9] = [
        ("measure_coverage", unresolved, 0.97),
        ("development_measure_rate", part(unresolved, 0.6), 0.7 + wave(4) * 0.2),
        ("measure_late_rate", part(monitored, 0.3), 0.1),
        ("workflow_overdue_rate", part(monitored, 0.3), 0.12),
        ("notice_too_short_rate", part(monitored, 0.3), 0.05),
        ("warning_verified_rate", part(households, 0.05), 0.94),
        ("warning_overdue_rate", part(households, 0.05), 0.11),
        ("warning_conversion_rate", part(households, 0.047), 0.01),
        ("screening_coverage", households, 0.44),
    ];
    for (indicator, of, share) in shares {
        builder.share(region, indicator, "", (part(of, share).min(of), of));
    }
    if region.len() == 6 {
        builder.share(region, "top_decile_share", "", (part(unresolved, 0.24), unresolved));
        for department in ["医保", "教育", "民政", "残联"] {
            let pushed = part(households, 0.012);
            builder
                .share(region, "warning_verified_rate", department, (part(pushed, 0.93), pushed))
                .share(region, "warning_overdue_rate", department, (part(pushed, 0.1), pushed))
                .share(region, "warning_conversion_rate", department, (part(pushed, 0.01), part(pushed, 0.93)));
        }
        for (dataset, of) in [("household", (52.0, 20_140.0)), ("visit", (120.0, 12_030.0)), ("measure", (9.0, 3_400.0))] {
            builder.share(region, "quarantine_rate", dataset, of);
        }
    }
    fill_months(builder, region, (monitored, unresolved), salt);
}

/// The figures that have a history of two years.
fn fill_months(builder: &mut Builder, region: &str, (monitored, unresolved): (f64, f64), salt: u32) {
    let mut month = Month::of(builder.parts.id.as_of);
    for back in 0..24u32 {
        let as_of = month.last_day();
        let wave = f64::from((salt * 3 + back * 5) % 7) / 7.0;
        let then = (unresolved * (0.9 + wave * 0.2)).round();
        let new = (monitored * 0.02 * (0.5 + wave)).round();
        builder
            .count_on(as_of, region, "unresolved_households", "", then)
            .share_on(as_of, region, "unresolved_share", "", (then.min(monitored), monitored))
            .share_on(as_of, region, "elimination_rate_households", "", ((monitored - then).max(0.0), monitored))
            .count_on(as_of, region, "newly_identified", "", new)
            .count_on(as_of, region, "newly_eliminated", "", (monitored * 0.03 * wave).round());
        if back != 9 {
            let late = (then * 0.08 * (0.6 + wave) + if back == 3 { then * 0.12 } else { 0.0 }).round();
            builder.share_on(as_of, region, "visit_overdue_rate", "", (late.min(then), then));
            let is_now_in_a_village = back == 0 && region.len() == 12;
            for household in 0..if is_now_in_a_village { late.to_string().parse().unwrap_or(0) } else { 0 } {
                builder.finding(region, "visit_overdue", &format!("H{region}{household}"), Some(31 + household));
            }
        }
        month = month.prev();
    }
    if region.len() == 12 && salt.is_multiple_of(4) {
        for rule in ["helper_missing", "measure_risk_mismatch", "workflow_overdue"] {
            builder.finding(region, rule, &format!("H{region}"), None);
        }
    }
}
