//! Candidates for anybody's data: villages, calendar and sparse signals in, one JSON line for each zone that stands out.
//!
//! `villages.csv` has the columns county, village, township, `x_km`, `y_km`, households; `calendar.csv` week and `campaign_window`;
//! `signals_sparse.csv` county, village, week, signals, with one row for each count above zero. Weeks 0 to 103 are history. A candidate of
//! week w uses no count of a later week.

mod tables;

use std::collections::BTreeMap;
use std::io::{Read, Write};

use serde::Serialize;

pub use self::tables::{BenchmarkError, Id};
use self::tables::{County, read_calendar, read_signals, read_villages};
use super::replay::FIRST;
use crate::surge::colour::{Colour, reached};
use crate::surge::county::{Calendar, most_surprising, watch};
use crate::surge::detector::{Candidate, Detector};
use crate::surge::panel::{Completeness, Panel};
use crate::surge::thresholds::Thresholds;
use crate::surge::zones::Level;

/// One line of the output.
#[derive(Debug, Serialize)]
struct Line<'a> {
    county: &'a Id,
    week: usize,
    level: String,
    villages: Vec<&'a Id>,
    score: f64,
    tier: Option<u8>,
    colour: Option<Colour>,
    window_weeks: usize,
    observed: f64,
    expected: f64,
}

/// What was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// Counties judged.
    pub counties: usize,
    /// Lines.
    pub candidates: usize,
}

/// Reads the three tables, already unpacked, judges every county from week 104 on, and writes every candidate with p below the threshold, of each
/// zone and week the window that is the most surprising. Lines are in the order county, week, zone.
pub fn benchmark(
    villages: impl Read,
    calendar: impl Read,
    signals: impl Read,
    thresholds: &Thresholds,
    out: &mut impl Write,
) -> Result<Written, BenchmarkError> {
    let calendar = read_calendar(calendar)?;
    let mut counties = read_villages(villages)?;
    read_signals(signals, calendar.campaign.len(), &mut counties)?;
    let mut written = Written {
        counties: counties.len(),
        candidates: 0,
    };
    for (id, county) in counties {
        written.candidates += write_county(&id, county, &calendar, thresholds, out)?;
    }
    Ok(written)
}

fn write_county(
    id: &Id,
    county: County,
    calendar: &Calendar,
    thresholds: &Thresholds,
    out: &mut impl Write,
) -> Result<usize, BenchmarkError> {
    let weeks = calendar.campaign.len();
    let counts = county.counts.into_iter().map(Some).collect();
    let panel = Panel::new(county.villages, weeks, counts).map_err(|source| BenchmarkError::Panel {
        county: id.clone(),
        source,
    })?;
    let completeness = Completeness::default();
    let detector = Detector::new(&panel, &completeness, &thresholds.detector);
    let watched = watch(&panel, calendar, &completeness, &thresholds.county, FIRST);
    let mut written = 0;
    let mut write = |line: &Line| -> Result<(), BenchmarkError> {
        serde_json::to_writer(&mut *out, line)?;
        out.write_all(b"\n")?;
        written += 1;
        Ok(())
    };
    for week in FIRST..weeks {
        for (candidate, colour) in loudest(&detector.candidates(week), thresholds) {
            let zone = &detector.zones()[candidate.zone];
            write(&Line {
                county: id,
                week,
                level: candidate.level.name(),
                villages: zone.villages.iter().map(|&it| &county.ids[it]).collect(),
                score: candidate.score(),
                tier: colour.and_then(Colour::tier),
                colour,
                window_weeks: candidate.window_weeks,
                observed: f64::from(candidate.observed),
                expected: candidate.expected,
            })?;
        }
        let until: Vec<_> = watched.iter().copied().filter(|it| it.week <= week).collect();
        let now = until.last().filter(|it| it.week == week);
        let Some((now, (window, p))) = now.zip(most_surprising(&until, &thresholds.detector.windows_weeks))
        else {
            continue;
        };
        if p >= thresholds.detector.candidate_p && !now.is_alert {
            continue;
        }
        let last = &until[until.len() - window..];
        let colour = now.is_alert.then_some(Colour::Orange);
        write(&Line {
            county: id,
            week,
            level: Level::County.name(),
            villages: county.ids.iter().collect(),
            score: -p.max(f64::MIN_POSITIVE).log10(),
            tier: colour.and_then(Colour::tier),
            colour,
            window_weeks: window,
            observed: last.iter().map(|it| it.observed).sum(),
            expected: last.iter().map(|it| it.expected).sum(),
        })?;
    }
    Ok(written)
}

/// Of each zone the most surprising window, with the highest colour that any window reached.
fn loudest<'a>(candidates: &'a [Candidate], thresholds: &Thresholds) -> Vec<(&'a Candidate, Option<Colour>)> {
    let mut zones: BTreeMap<usize, (&Candidate, Option<Colour>)> = BTreeMap::new();
    for candidate in candidates {
        let colour = reached(candidate, thresholds).map(|(colour, _)| colour);
        let loudest = zones.entry(candidate.zone).or_insert((candidate, None));
        loudest.1 = loudest.1.max(colour);
        if candidate.p < loudest.0.p {
            loudest.0 = candidate;
        }
    }
    zones.into_values().collect()
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;

    /// Twelve villages in three towns, 106 weeks, and six signals of village 4 in week 105.
    fn written(extra: &str) -> Result<String, BenchmarkError> {
        let mut villages = String::from("county,village,township,x_km,y_km,households\n");
        let mut calendar = String::from("week,nominal_season,campaign_window\n");
        let mut signals = String::from("county,village,week,signals\n");
        for it in 0..12 {
            writeln!(villages, "0,{it},{},{}.0,0.0,400", it / 4, it % 4 + 20 * (it / 4)).unwrap();
        }
        for week in 0..106 {
            writeln!(calendar, "{week},1.0,0").unwrap();
            for it in (0..12).filter(|it| (it + week) % 6 == 0) {
                writeln!(signals, "0,{it},{week},1").unwrap();
            }
        }
        signals.push_str(extra);
        let mut out = Vec::new();
        benchmark(
            villages.as_bytes(),
            calendar.as_bytes(),
            signals.as_bytes(),
            &Thresholds::default(),
            &mut out,
        )?;
        Ok(String::from_utf8(out).unwrap())
    }

    #[test]
    fn a_surge_becomes_a_line_with_its_village_and_its_score() {
        let lines = written("0,4,105,6\n").unwrap();

        let village: serde_json::Value = lines
            .lines()
            .find(|line| line.contains(r#""level":"village""#))
            .map(serde_json::from_str)
            .unwrap()
            .unwrap();
        assert_eq!(village["villages"], serde_json::json!([4]));
        assert_eq!(village["week"], 105);
        assert_eq!(village["county"], 0);
        assert!(village["score"].as_f64().unwrap() > 3.0, "{village}");
        assert_eq!(village["tier"], 1);
    }

    #[test]
    fn a_quiet_county_writes_nothing() {
        assert_eq!(written("").unwrap(), "");
    }

    #[test]
    fn a_signal_of_an_unknown_village_is_an_error_with_its_name() {
        let message = written("0,99,105,6\n").unwrap_err().to_string();

        assert_eq!(
            message,
            "signals of village 99 in county 0, which `villages` does not have"
        );
    }
}
