//! A hand-made county of any size, whose numbers follow a pattern.

use domain::period::Month;
use domain::release::Release;
use domain::risk::Risk;

use crate::fixture::Builder;

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
            builder.place(
                &village_code,
                &format!("{name}第{}村", village + 1),
                Some(&town_code),
            );
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
    "宋疃", "古饶", "开源", "青石", "龙泉", "白鹭", "新圩", "大塅", "石埠", "双桥", "梅岭", "桃源", "云台",
    "喆堃", "柳溪", "河湾", "上坪", "东风", "西陇",
];

/// Every figure of one place that holds `villages` villages; `salt` makes places differ.
fn fill(builder: &mut Builder, region: &str, villages: f64, salt: u32) {
    let wave = |turn: u32| f64::from((salt * 7 + turn * 13) % 11) / 10.0;
    let households = (900.0 * villages * (0.6 + wave(1))).round();
    let monitored = (households * 0.03 * (0.5 + wave(2))).round();
    let unresolved = (monitored * 0.4 * (0.4 + wave(3))).round().min(monitored);
    let part = |of: f64, share: f64| (of * share).round();
    builder
        .count(region, "households", "", households)
        .count(region, "persons", "", part(households, 3.4))
        .count(region, "monitored_households", "", monitored)
        .count(
            region,
            "monitored_households",
            "脱贫不稳定户",
            part(monitored, 0.4),
        )
        .count(
            region,
            "monitored_households",
            "边缘易致贫户",
            part(monitored, 0.45),
        )
        .count(
            region,
            "monitored_households",
            "突发严重困难户",
            part(monitored, 0.15),
        )
        .count(region, "monitored_persons", "", part(monitored, 3.1))
        .share(region, "monitored_incidence", "", (monitored, households))
        .count(region, "unresolved_persons", "", part(unresolved, 3.0))
        .persons(
            region,
            "elimination_rate_persons",
            (part(monitored - unresolved, 3.1), part(monitored, 3.1)),
        )
        .share(
            region,
            "elimination_rate_eligible",
            "",
            (monitored - unresolved, part(monitored, 0.9)),
        )
        .share(
            region,
            "reidentified_12m",
            "",
            (part(monitored, 0.01), monitored - unresolved),
        )
        .days(region, "days_since_contact_p50", 17.5, unresolved)
        .days(region, "days_since_contact_p90", 52.0, unresolved);
    for (at, risk) in (0u32..).zip(Risk::ALL) {
        let share = if at == 0 { 0.5 } else { 0.2 * wave(at) };
        builder.share(
            region,
            "risk_share",
            risk.label(),
            (part(unresolved, share), unresolved),
        );
    }
    let shares: [(&str, f64, f64); 9] = [
        ("measure_coverage", unresolved, 0.97),
        (
            "development_measure_rate",
            part(unresolved, 0.6),
            0.7 + wave(4) * 0.2,
        ),
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
        fill_county(builder, region, (households, unresolved));
    }
    fill_months(builder, region, (monitored, unresolved), salt);
}

/// The figures that only a county has.
fn fill_county(builder: &mut Builder, region: &str, (households, unresolved): (f64, f64)) {
    let part = |of: f64, share: f64| (of * share).round();
    builder.share(
        region,
        "top_decile_share",
        "",
        (part(unresolved, 0.24), unresolved),
    );
    for department in ["医保", "教育", "民政", "残联"] {
        let pushed = part(households, 0.012);
        builder
            .share(
                region,
                "warning_verified_rate",
                department,
                (part(pushed, 0.93), pushed),
            )
            .share(
                region,
                "warning_overdue_rate",
                department,
                (part(pushed, 0.1), pushed),
            )
            .share(
                region,
                "warning_conversion_rate",
                department,
                (part(pushed, 0.01), part(pushed, 0.93)),
            );
    }
    for (dataset, of) in [
        ("household", (52.0, 20_140.0)),
        ("visit", (120.0, 12_030.0)),
        ("measure", (9.0, 3_400.0)),
    ] {
        builder.share(region, "quarantine_rate", dataset, of);
    }
}

/// The figures that have a history of two years.
fn fill_months(builder: &mut Builder, region: &str, (monitored, unresolved): (f64, f64), salt: u32) {
    let mut month = Month::of(builder.as_of());
    for back in 0..24u32 {
        let as_of = month.last_day();
        let wave = f64::from((salt * 3 + back * 5) % 7) / 7.0;
        let then = (unresolved * (0.9 + wave * 0.2)).round();
        let new = (monitored * 0.02 * (0.5 + wave)).round();
        builder
            .count_on(as_of, region, "unresolved_households", "", then)
            .share_on(
                as_of,
                region,
                "unresolved_share",
                "",
                (then.min(monitored), monitored),
            )
            .share_on(
                as_of,
                region,
                "elimination_rate_households",
                "",
                ((monitored - then).max(0.0), monitored),
            )
            .count_on(as_of, region, "newly_identified", "", new)
            .count_on(
                as_of,
                region,
                "newly_eliminated",
                "",
                (monitored * 0.03 * wave).round(),
            );
        if back != 9 {
            let late = (then * 0.08 * (0.6 + wave) + if back == 3 { then * 0.12 } else { 0.0 }).round();
            builder.share_on(as_of, region, "visit_overdue_rate", "", (late.min(then), then));
            let is_now_in_a_village = back == 0 && region.len() == 12;
            for household in 0..if is_now_in_a_village {
                late.to_string().parse().unwrap_or(0)
            } else {
                0
            } {
                builder.finding(
                    region,
                    "visit_overdue",
                    &format!("H{region}{household}"),
                    Some(31 + household),
                );
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
