//! Draws every chart of two hand-made counties and sets their bulletins, to be looked at: `cargo run -p reports --example samples -- FOLDER`.

#[path = "../tests/it/catalogue.rs"]
mod catalogue;
#[path = "../tests/it/county.rs"]
mod county;
#[path = "../tests/it/fixture.rs"]
mod fixture;

use std::error::Error;
use std::path::PathBuf;

use reports::charts::{Chart, ChartError, heat_of, ranking_of, tiles_of, trend_of};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("which folder?")?);
    std::fs::create_dir_all(&folder)?;
    let place = fixture::code("340604");
    let mut page = format!(
        "<!doctype html><meta charset=utf-8><style>body{{background:var(--dx-surface)}}{}</style>",
        reports::svg::css()
    );
    for towns in [3, 19] {
        let release = county::county(towns);
        let charts: [(&str, Result<Chart, ChartError>); 6] = [
            ("ranking", ranking_of(&release, place, "visit_overdue_rate", "")),
            (
                "coverage",
                ranking_of(&release, place, "development_measure_rate", ""),
            ),
            ("trend", trend_of(&release, place, "visit_overdue_rate", "")),
            ("stock", trend_of(&release, place, "unresolved_households", "")),
            ("heat", heat_of(&release, place)),
            ("tiles", tiles_of(&release, place, "unresolved_share")),
        ];
        for (name, chart) in charts {
            let chart = chart?;
            page.push_str(&chart.svg);
            std::fs::write(folder.join(format!("{name}-{towns}.svg")), &chart.svg)?;
            std::fs::write(
                folder.join(format!("{name}-{towns}.png")),
                reports::png::png(&chart.svg, 2.0)?,
            )?;
        }
    }
    std::fs::write(folder.join("page.html"), page)?;
    write_bulletins(&folder)?;
    Ok(())
}

fn write_bulletins(folder: &std::path::Path) -> Result<(), Box<dyn Error>> {
    let releases = [
        ("small", fixture::small().release()),
        ("3", county::county(3)),
        ("19", county::county(19)),
    ];
    for (name, release) in releases {
        let month = domain::period::Month::of(release.as_of());
        let document = reports::packs::monthly(&release, fixture::code("340604"), month, None)?;
        std::fs::write(
            folder.join(format!("bulletin-{name}.pdf")),
            reports::writers::pdf::pdf(&document)?,
        )?;
    }
    Ok(())
}
