//! `/release`: which data this is, what became of every source row, and what the office did lately and does next.

use askama::Template;
use axum::response::Response;
use domain::release::{Landing, ReleaseId};

use crate::desk::{RefusedFile, RunRow, ScheduleRow};
use crate::error::PageError;
use crate::link::Link;
use crate::number;
use crate::pages::html;
use crate::parts::figure::DASH;
use crate::reading::Reading;
use crate::shell::Shell;

#[derive(Template)]
#[template(path = "pages/release.html")]
struct ReleasePage {
    shell: Shell,
    release_id: String,
    as_of: String,
    published_at: String,
    state: String,
    landings: Vec<LandingRow>,
    total: Option<LandingRow>,
    refused: Vec<RefusedFile>,
    releases: Vec<ReleaseRow>,
    runs: Vec<RunLine>,
    schedule: Vec<ScheduleLine>,
}

/// The four counts of a dataset and whether they agree: in = landed + duplicate + quarantined.
struct LandingRow {
    title: String,
    dataset: String,
    rows: String,
    landed: String,
    duplicate: String,
    quarantined: String,
    quarantined_share: String,
    is_balanced: bool,
}

struct ReleaseRow {
    release_id: String,
    href: String,
    as_of: String,
    published_at: String,
    state: String,
    is_shown: bool,
}

struct RunLine {
    run: RunRow,
    state: String,
    class: &'static str,
    started_at: String,
    finished_at: String,
}

struct ScheduleLine {
    row: ScheduleRow,
    next_at: String,
    last_at: String,
    last_state: String,
}

pub(crate) async fn show(reading: Reading) -> Result<Response, PageError> {
    let release = &reading.release;
    let office = reading.desk.office();
    html(&ReleasePage {
        shell: Shell::of(&reading, "/release", "发布与运行"),
        release_id: release.id.release_id.clone(),
        as_of: number::day(release.as_of()),
        published_at: release.id.published_at.clone(),
        state: state(&release.id.state).0,
        landings: release.landings.iter().map(landing).collect(),
        total: total(&release.landings).as_ref().map(landing),
        refused: office.refused,
        releases: office.releases.iter().map(|id| row(id, &release.id)).collect(),
        runs: office.runs.into_iter().map(run).collect(),
        schedule: office.schedule.into_iter().map(schedule).collect(),
    })
}

fn landing(landing: &Landing) -> LandingRow {
    let text = |rows: u64| number::count(rows_as_real(rows));
    LandingRow {
        title: landing.title.clone(),
        dataset: landing.dataset.clone(),
        rows: text(landing.rows),
        landed: text(landing.landed),
        duplicate: text(landing.duplicate),
        quarantined: text(landing.quarantined),
        quarantined_share: if landing.rows == 0 {
            DASH.to_owned()
        } else {
            let share = rows_as_real(landing.quarantined) / rows_as_real(landing.rows);
            format!("{}%", number::per_cent(share))
        },
        is_balanced: landing.rows == landing.landed + landing.duplicate + landing.quarantined,
    }
}

/// Row counts stay far below 2^32; a larger one would be shown as that bound rather than wrapped.
fn rows_as_real(rows: u64) -> f64 {
    f64::from(u32::try_from(rows).unwrap_or(u32::MAX))
}

fn total(landings: &[Landing]) -> Option<Landing> {
    let sum = |count: fn(&Landing) -> u64| landings.iter().map(count).sum();
    (!landings.is_empty()).then(|| Landing {
        dataset: String::new(),
        title: "合计".to_owned(),
        rows: sum(|landing| landing.rows),
        landed: sum(|landing| landing.landed),
        duplicate: sum(|landing| landing.duplicate),
        quarantined: sum(|landing| landing.quarantined),
    })
}

fn row(id: &ReleaseId, shown: &ReleaseId) -> ReleaseRow {
    ReleaseRow {
        release_id: id.release_id.clone(),
        href: Link::to("/").with("release", &id.release_id).text(),
        as_of: number::day(id.as_of),
        published_at: id.published_at.clone(),
        state: state(&id.state).0,
        is_shown: id.release_id == shown.release_id,
    }
}

fn run(run: RunRow) -> RunLine {
    let (state, class) = state(&run.state);
    let or_dash = |text: &Option<String>| text.clone().unwrap_or_else(|| DASH.to_owned());
    RunLine {
        state,
        class,
        started_at: or_dash(&run.started_at),
        finished_at: or_dash(&run.finished_at),
        run,
    }
}

fn schedule(row: ScheduleRow) -> ScheduleLine {
    let or_dash = |text: &Option<String>| text.clone().unwrap_or_else(|| DASH.to_owned());
    ScheduleLine {
        next_at: or_dash(&row.next_at),
        last_at: or_dash(&row.last_at),
        last_state: row
            .last_state
            .as_deref()
            .map_or_else(|| DASH.to_owned(), |last| state(last).0),
        row,
    }
}

/// A state of a run or of a release in words, with the class of its mark; an unknown one stands as it is.
fn state(key: &str) -> (String, &'static str) {
    let (label, class) = match key {
        "queued" => ("等待", "info"),
        "running" => ("运行中", "info"),
        "published" => ("已发布", "ok"),
        "succeeded" | "done" | "finished" => ("完成", "ok"),
        "held" => ("未过闸口，未发布", "warn"),
        "failed" => ("失败", "error"),
        "skipped" => ("跳过", "info"),
        "withdrawn" | "rolled_back" => ("已撤回", "warn"),
        other => (other, "info"),
    };
    (label.to_owned(), class)
}
