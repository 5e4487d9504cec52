//! 防止返贫监测帮扶工作月报: the monthly bulletin of one place.
//!
//! The sections are a table, [`SECTIONS`]: each adds its heading and blocks, or nothing when the release has nothing for it, so the
//! numbers of the headings close up. Sections that need tables of later releases join the list when those are published.

mod annexes;
mod sections;
mod signals;
mod spells;
mod work;

use domain::period::Month;
use domain::region::{Level, RegionCode};
use domain::release::Release;

use super::PackError;
use crate::charts::{Chart, ChartError};
use crate::document::{Composer, Document, Masthead, Meta};
use crate::narrative::Narrator;

/// What adds one section to the bulletin.
enum Section {
    /// Words and tables.
    Plain(fn(&Narrator<'_>, &mut Composer)),
    /// Figures too, and drawing can fail.
    Drawn(fn(&Narrator<'_>, &mut Composer) -> Result<(), PackError>),
}

const SECTIONS: &[Section] = &[
    Section::Drawn(sections::overview),
    Section::Drawn(sections::movement),
    Section::Drawn(spells::courses),
    Section::Drawn(sections::structure),
    Section::Drawn(signals::early_warning),
    Section::Plain(work::warnings),
    Section::Drawn(work::measures),
    Section::Drawn(work::visits),
    Section::Plain(work::data_quality),
    Section::Plain(work::compliance),
    Section::Plain(work::inspection),
    Section::Plain(annexes::figures_by_place),
    Section::Plain(annexes::overdue_visits),
    Section::Plain(annexes::definitions),
];

/// The bulletin of `region` for `month`, which must be the month of the release's day.
///
/// Without a masthead the document says that its data are simulated and names no real office.
pub fn monthly(
    release: &Release,
    region: RegionCode,
    month: Month,
    masthead: Option<Masthead>,
) -> Result<Document, PackError> {
    let place = release.place(region).ok_or(PackError::UnknownPlace(region))?;
    let as_of = release.as_of();
    if Month::of(as_of) != month {
        return Err(PackError::OtherMonth { as_of, asked: month });
    }
    if release.figures(region).is_empty() {
        return Err(PackError::NoFigures {
            name: place.name.clone(),
            code: region,
        });
    }
    let masthead = masthead
        .unwrap_or_else(|| Masthead::simulated(&place.name, addressee(Level::from_key(&place.level)), as_of));

    let narrator = Narrator::new(release, place);
    let mut composer = Composer::default();
    composer.paragraph(annexes::opening(&narrator, &masthead));
    for section in SECTIONS {
        match section {
            Section::Plain(add) => add(&narrator, &mut composer),
            Section::Drawn(add) => add(&narrator, &mut composer)?,
        }
    }
    Ok(composer.finish(Meta {
        title_lines: vec![
            format!("{}{}年{}月", place.name, month.year(), month.month()),
            "防止返贫监测帮扶工作月报".to_owned(),
        ],
        masthead,
        as_of,
        release_id: release.id.release_id.clone(),
    }))
}

/// 主送: the offices one level down.
const fn addressee(level: Option<Level>) -> &'static str {
    match level {
        Some(Level::Province) => "各市（州）",
        Some(Level::City) => "各县（市、区）",
        Some(Level::County) => "各乡镇（街道），各成员单位",
        Some(Level::Town) => "各村（社区）",
        Some(Level::Village) | None => "各有关单位",
    }
}

/// The figure, if the release has the numbers for it. What the release does not have is not an error here: the text says it.
fn drawn(
    narrator: &Narrator<'_>,
    composer: &mut Composer,
    chart: Result<Chart, ChartError>,
) -> Result<(), PackError> {
    match chart {
        Ok(chart) => {
            // The whole text is about the place; only the caption names it again.
            let title = chart.title.clone();
            let subject = title.strip_prefix(narrator.place.name.as_str());
            composer.figure(chart, subject.unwrap_or(&title));
        }
        Err(error @ ChartError::Drawing(_)) => return Err(PackError::Chart(error)),
        Err(
            ChartError::UnknownPlace(_)
            | ChartError::UnknownIndicator(_)
            | ChartError::NoChildren(_)
            | ChartError::FewPlaces { .. }
            | ChartError::SmallSamples { .. }
            | ChartError::FewWatched { .. }
            | ChartError::NoWeeks(_)
            | ChartError::NoFigures { .. },
        ) => {}
    }
    Ok(())
}
