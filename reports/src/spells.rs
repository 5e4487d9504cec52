//! Elimination and relapse in time, in sentences that a reader without statistics understands: of a hundred households, so many.

use domain::concentration::Verdict;
use domain::region::RegionCode;
use domain::release::Release;
use domain::spell::{Course, SpellGroup, SpellPoint, SpellRate, StratumKind};
use domain::unit::fixed;

use crate::number::count;

/// The months after the start at which people ask.
const ASKED: [u32; 2] = [12, 24];

/// All spells of a place that run towards one end.
pub fn whole(region: RegionCode, course: Course) -> SpellGroup {
    SpellGroup {
        course,
        region_code: region,
        stratum_kind: StratumKind::All,
        stratum: String::new(),
    }
}

/// How many of a hundred, after one year and after two. None where too few are watched for a curve.
pub fn of_hundred(release: &Release, region: RegionCode, course: Course) -> Option<String> {
    let of = whole(region, course);
    let points: Vec<&SpellPoint> = ASKED
        .iter()
        .filter_map(|month| release.spells.point(&of, *month))
        .collect();
    let (first, later) = points.split_first()?;
    let later = later.first().map_or_else(String::new, |point| {
        format!("，{}个月内{}", point.month, households(point))
    });
    let exits = points
        .last()
        .map(|point| point.exit_incidence)
        .filter(|share| *share >= 0.0005);
    let exits = exits.map_or_else(String::new, |share| {
        format!("；另有约{}户自然消除", fixed(share * 100.0, 1))
    });
    Some(format!(
        "每100户中，{}后{}个月内{}{later}{exits}",
        course.from(),
        first.month,
        match first.incidence {
            share if share > 0.0 => format!(
                "约有{}户{}{}",
                fixed(share * 100.0, 1),
                course.event(),
                interval(first)
            ),
            _ => format!("没有一户{}{}", course.event(), at_most(first)),
        }
    ))
}

fn households(point: &SpellPoint) -> String {
    match point.incidence {
        share if share > 0.0 => format!("约{}户{}", fixed(share * 100.0, 1), interval(point)),
        _ => format!("仍没有一户{}", at_most(point)),
    }
}

fn interval(point: &SpellPoint) -> String {
    point
        .lower
        .zip(point.upper)
        .map_or_else(String::new, |(lower, upper)| {
            format!(
                "（95%区间{}–{}户）",
                fixed(lower * 100.0, 1),
                fixed(upper * 100.0, 1)
            )
        })
}

/// None of few says little, and how little is said.
fn at_most(point: &SpellPoint) -> String {
    let upper = point.upper.filter(|upper| *upper < 1.0);
    upper.map_or_else(String::new, |upper| {
        format!(
            "（观察的户还少，真实水平最多可能有{}户）",
            fixed(upper * 100.0, 1)
        )
    })
}

/// How often, over the time watched.
pub fn over_time(rate: &SpellRate) -> Option<String> {
    let value = rate.rate?;
    Some(format!(
        "按观察时间算，每100户观察一年{}{}户次（95%区间{}）：共观察{}户·年，{}{}户次",
        rate.of.course.event(),
        fixed(value, 1),
        rate_interval(rate)?,
        fixed(rate.years, 1),
        rate.of.course.event(),
        count(rate.events)
    ))
}

/// 36.8–112.9
pub fn rate_interval(rate: &SpellRate) -> Option<String> {
    Some(format!("{}–{}", fixed(rate.lower?, 1), fixed(rate.upper?, 1)))
}

/// Who is not counted, and who only in part.
pub fn who_counts(rate: &SpellRate) -> Option<String> {
    let outside = (rate.outside > 0.0).then(|| {
        let clause = if rate.clause == "default" {
            "缺省口径"
        } else {
            &rate.clause
        };
        format!(
            "整户无劳动能力的{}户次按规定暂不标注消除（{clause}），不在其中",
            count(rate.outside)
        )
    });
    let late = (rate.late > 0.0).then(|| {
        format!(
            "{}户次在有数据以前就已{}，只从有数据那天算起",
            count(rate.late),
            rate.of.course.from()
        )
    });
    let said: Vec<String> = [outside, late].into_iter().flatten().collect();
    (!said.is_empty()).then(|| said.join("；"))
}

/// What differs from the rest of the county among these, and that nothing does.
pub fn compared(rows: &[(&SpellRate, &str)], of_what: &str) -> Option<String> {
    let event = match rows.first()?.0.of.course {
        Course::Elimination => ["消除快于", "消除慢于"],
        Course::Relapse => ["再次识别多于", "再次识别少于"],
    };
    let named = |verdict: Verdict, word: &str| {
        let rows = rows.iter().filter(|(rate, _)| rate.verdict == Some(verdict));
        let names: Vec<&str> = rows.map(|(_, name)| *name).collect();
        (!names.is_empty()).then(|| format!("{}{word}全县其他户", names.join("、")))
    };
    let said: Vec<String> = [named(Verdict::Above, event[0]), named(Verdict::Below, event[1])]
        .into_iter()
        .flatten()
        .collect();
    let can_compare = rows
        .iter()
        .any(|(rate, _)| rate.verdict == Some(Verdict::NoDifference));
    match (said.is_empty(), can_compare) {
        (false, _) => Some(format!("{of_what}中，{}", said.join("，"))),
        (true, true) => Some(format!("{of_what}之间无明显差异")),
        (true, false) => Some(format!("{of_what}的户都还太少，不能比较快慢")),
    }
}
