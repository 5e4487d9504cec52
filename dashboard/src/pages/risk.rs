//! `/risk`: where which risk gathers — the heat map, the shares with their intervals, and the places that stand out.

use askama::Template;
use axum::response::Response;
use domain::concentration::{Concentration, Measure, Verdict};
use domain::region::Level;
use domain::release::{Figure, Place};
use reports::charts::{funnel_of, heat_of};

use crate::download::Sheet;
use crate::error::PageError;
use crate::number;
use crate::pages::html;
use crate::parts::chart::ChartPart;
use crate::parts::compared::{ComparedRow, standing_out};
use crate::parts::figure::FigureText;
use crate::parts::files::Files;
use crate::parts::pager::Pager;
use crate::parts::strip::Strip;
use crate::parts::table::{FigureRow, FigureTable};
use crate::reading::{Form, Reading};
use crate::shell::Shell;

/// What this page and its files are made of.
const FIGURES: [&str; 3] = ["risk_share", "location_quotient", "top_decile_share"];

/// From here on a place is marked 集聚. No policy document states a number: this is a hint for the eye, and the page says so.
const GATHERED_QUOTIENT: f64 = 2.0;
const GATHERED_HOUSEHOLDS: f64 = 3.0;

/// How many of them stand beside the heat map.
const GATHERED_SHOWN: usize = 10;

/// How many things that villages have more of are listed.
const ABOVE_SHOWN: usize = 20;

#[derive(Template)]
#[template(path = "pages/risk.html")]
struct RiskPage {
    shell: Shell,
    name: String,
    as_of: String,
    files: Files,
    concentration: Option<FigureRow>,
    shares: FigureTable,
    heat: ChartPart,
    /// The surest of the villages marked 集聚.
    gathered: Vec<QuotientRow>,
    levels: Vec<Choice>,
    level: &'static str,
    quotients: Vec<QuotientRow>,
    pager: Pager,
    /// Whether the release compares places at all.
    is_compared: bool,
    funnels: Vec<ChartPart>,
    few_monitored: Vec<ComparedRow>,
    above: Vec<ComparedRow>,
    above_total: usize,
    towns: Vec<ComparedRow>,
}

/// The level that the table of quotients lists.
struct Choice {
    title: &'static str,
    href: String,
    is_current: bool,
}

struct QuotientRow {
    place: String,
    /// The town of a village.
    town: String,
    href: String,
    risk: String,
    share: FigureText,
    quotient: FigureText,
    strip: Option<Strip>,
    is_gathered: bool,
}

/// A place and a risk, with the share there and its quotient.
struct Pair<'r> {
    place: &'r Place,
    quotient: &'r Figure,
    share: Option<&'r Figure>,
}

impl Pair<'_> {
    fn is_gathered(&self) -> bool {
        let households = self.share.and_then(|share| share.numerator);
        households.is_some_and(|households| households >= GATHERED_HOUSEHOLDS)
            && self
                .quotient
                .value
                .is_some_and(|value| value >= GATHERED_QUOTIENT)
    }
}

pub(crate) fn show(reading: &Reading, form: Form) -> Result<Response, PageError> {
    let place = reading.region_asked()?;
    let release = &reading.release;
    if form != Form::Page {
        let below = release
            .places()
            .filter(|other| release.lies_in(other.code, place.code));
        let figures =
            below.flat_map(|other| FIGURES.iter().flat_map(|name| release.slices(other.code, name)));
        let name = format!("risk-{}-{}", place.code, release.as_of());
        return Sheet::of_figures(reading, name, figures).answer(form);
    }
    let level = match reading.asked("level") {
        None | Some("town") => Level::Town,
        Some("village") => Level::Village,
        Some(other) => {
            return Err(PageError::BadWord {
                word: "level",
                value: other.to_owned(),
                expected: " town 或 village",
            });
        }
    };
    let pairs = pairs(reading, place, level);
    let above = above(reading, place);
    let link = |path: String| reading.link(path).with_some("region", reading.asked("region"));
    let to_level = |level: &str| link("/risk".to_owned()).with("level", level);
    let (pager, range) = Pager::of(pairs.len(), reading.page_asked()?, &to_level(level.key()));
    html(&RiskPage {
        shell: Shell::of(reading, "/risk", "风险集中"),
        name: place.name.clone(),
        as_of: number::day(release.as_of()),
        files: Files::of("/risk", link),
        concentration: FigureRow::find(reading, place.code, "top_decile_share"),
        shares: shares(reading, place),
        heat: ChartPart::of(heat_of(release, place.code)),
        gathered: gathered(reading, place),
        levels: [(Level::Town, "乡镇"), (Level::Village, "村")]
            .into_iter()
            .map(|(one, title)| Choice {
                title,
                href: format!("{}#quotients", to_level(one.key()).text()),
                is_current: one == level,
            })
            .collect(),
        level: if level == Level::Town { "乡镇" } else { "村" },
        quotients: rows(reading, place, &pairs[range]),
        pager,
        is_compared: !release.concentration.is_empty(),
        funnels: [Measure::Unresolved, Measure::Monitored]
            .map(|measure| ChartPart::of(funnel_of(release, place.code, measure)))
            .into(),
        few_monitored: in_words(reading, &few_monitored(reading, place)),
        above_total: above.len(),
        above: in_words(reading, &above[..above.len().min(ABOVE_SHOWN)]),
        towns: in_words(reading, &towns(reading, place)),
    })
}

/// The villages with far fewer monitored households than expected: 脱贫户较多但监测户较少的村 (LZ-04).
fn few_monitored<'r>(reading: &'r Reading, place: &Place) -> Vec<&'r Concentration> {
    standing_out(reading, place.code, Level::Village, |row| {
        row.measure == Measure::Monitored && row.verdict == Verdict::Below
    })
}

/// What villages have far more of than expected.
fn above<'r>(reading: &'r Reading, place: &Place) -> Vec<&'r Concentration> {
    standing_out(reading, place.code, Level::Village, |row| {
        row.measure == Measure::Unresolved && row.verdict == Verdict::Above
    })
}

/// All towns by all their unresolved households.
fn towns<'r>(reading: &'r Reading, place: &Place) -> Vec<&'r Concentration> {
    let rows = reading
        .release
        .concentration(place.code, Measure::Unresolved, "", Level::Town);
    rows.filter(|row| row.region_code != place.code).collect()
}

fn in_words(reading: &Reading, rows: &[&Concentration]) -> Vec<ComparedRow> {
    rows.iter().map(|row| ComparedRow::of(reading, row)).collect()
}

/// The shares of one place, largest first.
fn shares(reading: &Reading, place: &Place) -> FigureTable {
    let release = &reading.release;
    let mut figures: Vec<&Figure> = release.slices(place.code, "risk_share").iter().collect();
    figures.sort_by(|a, b| b.value.unwrap_or(-1.0).total_cmp(&a.value.unwrap_or(-1.0)));
    let definition = release.definition("risk_share");
    let rows = definition.map(|definition| {
        figures
            .iter()
            .map(|figure| FigureRow::of(reading, place.code, definition, &figure.slice))
            .collect()
    });
    FigureTable::new(
        reading,
        "各类风险占未消除户的比重".to_owned(),
        rows.unwrap_or_default(),
    )
    .by(definition.and_then(|definition| definition.slice.as_ref()))
}

/// Every quotient of the level, the surest concentration first: by the lower limit of the share against the county's share, so
/// that three households of four do not stand above thirty of sixty.
fn pairs<'r>(reading: &'r Reading, place: &Place, level: Level) -> Vec<Pair<'r>> {
    let release = &reading.release;
    let mut pairs: Vec<(f64, Pair<'r>)> = release
        .places_with_figures(level)
        .filter(|other| release.lies_in(other.code, place.code))
        .flat_map(|other| {
            release
                .slices(other.code, "location_quotient")
                .iter()
                .map(move |quotient| (other, quotient))
        })
        .filter(|(_, quotient)| quotient.value.is_some_and(|value| value > 0.0))
        .map(|(other, quotient)| {
            let share = release.figure(other.code, "risk_share", &quotient.slice);
            let county = quotient.denominator.unwrap_or(f64::INFINITY);
            let sure = share.and_then(|share| share.lower).unwrap_or(0.0) / county;
            (
                sure,
                Pair {
                    place: other,
                    quotient,
                    share,
                },
            )
        })
        .collect();
    pairs.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    pairs.into_iter().map(|(_, pair)| pair).collect()
}

fn gathered(reading: &Reading, place: &Place) -> Vec<QuotientRow> {
    let mut pairs = pairs(reading, place, Level::Village);
    pairs.retain(Pair::is_gathered);
    pairs.truncate(GATHERED_SHOWN);
    rows(reading, place, &pairs)
}

fn rows(reading: &Reading, place: &Place, pairs: &[Pair<'_>]) -> Vec<QuotientRow> {
    let release = &reading.release;
    let (Some(share), Some(quotient)) = (
        release.definition("risk_share"),
        release.definition("location_quotient"),
    ) else {
        return vec![];
    };
    pairs
        .iter()
        .map(|pair| {
            let town = pair.place.parent.filter(|parent| *parent != place.code);
            QuotientRow {
                place: pair.place.name.clone(),
                town: town
                    .and_then(|parent| release.place(parent))
                    .map(|parent| parent.name.clone())
                    .unwrap_or_default(),
                href: reading.region_link(pair.place.code),
                risk: pair.quotient.slice.clone(),
                share: FigureText::of(reading, share, pair.share),
                quotient: FigureText::of(reading, quotient, Some(pair.quotient)),
                strip: pair
                    .share
                    .and_then(|share| Strip::of(share, pair.quotient.denominator, 1.0)),
                is_gathered: pair.is_gathered(),
            }
        })
        .collect()
}
