//! `/release`: which data this is, what became of every source row, and what the office did lately and does next; each table of the
//! page as a file.

mod tables;

use askama::Template;
use axum::response::Response;
use domain::release::{FigureUnit, Landing, ReleaseId};
use domain::unit::{grouped, share};
use reports::number::{ABSENT, shown};

use crate::desk::{RefusedFile, RunRow, ScheduleRow};
use crate::error::PageError;
use crate::link::Link;
use crate::number;
use crate::pages::html;
use crate::parts::files::Files;
use crate::reading::{Form, Reading};
use crate::shell::Shell;
use tables::Table;

#[derive(Template)]
#[template(path = "pages/release.html")]
struct ReleasePage {
    shell: Shell,
    release_id: String,
    as_of: String,
    published_at: String,
    state: String,
    files: Files,
    landings: Vec<LandingRow>,
    total: Option<LandingRow>,
    refused: Vec<RefusedFile>,
    refused_files: Files,
    releases: Vec<ReleaseRow>,
    releases_files: Files,
    runs: Vec<RunLine>,
    runs_files: Files,
    schedule: Vec<ScheduleLine>,
    schedule_files: Files,
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
    /// The title of the job, where the schedule knows it.
    job: String,
    slot: String,
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

pub(crate) fn show(reading: &Reading, form: Form) -> Result<Response, PageError> {
    let release = &reading.release;
    let office = reading.desk.office();
    let table = Table::asked(reading)?;
    if form != Form::Page {
        return table.sheet(reading, &office).answer(form);
    }
    html(&ReleasePage {
        shell: Shell::of(reading, "/release", "发布与运行"),
        release_id: release.id.release_id.clone(),
        as_of: number::day(release.as_of()),
        published_at: release.id.published_at.clone(),
        state: state(&release.id.state).0,
        files: Table::Landings.files(reading),
        landings: release.landings.iter().map(landing).collect(),
        total: total(&release.landings).as_ref().map(landing),
        refused: office.refused.into_iter().map(refused).collect(),
        refused_files: Table::Refused.files(reading),
        releases: office.releases.iter().map(|id| row(id, &release.id)).collect(),
        releases_files: Table::Releases.files(reading),
        runs: office
            .runs
            .into_iter()
            .map(|row| run(row, &office.schedule))
            .collect(),
        runs_files: Table::Runs.files(reading),
        schedule: office.schedule.into_iter().map(schedule).collect(),
        schedule_files: Table::Schedule.files(reading),
    })
}

fn landing(landing: &Landing) -> LandingRow {
    LandingRow {
        title: landing.title.clone(),
        dataset: landing.dataset.clone(),
        rows: grouped(landing.rows),
        landed: grouped(landing.landed),
        duplicate: grouped(landing.duplicate),
        quarantined: grouped(landing.quarantined),
        quarantined_share: share(landing.quarantined, landing.rows)
            .map_or_else(|| ABSENT.to_owned(), |share| shown(share, FigureUnit::Share)),
        is_balanced: landing.rows == landing.landed + landing.duplicate + landing.quarantined,
    }
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

fn run(run: RunRow, jobs: &[ScheduleRow]) -> RunLine {
    let (state, class) = state(&run.state);
    let or_dash = |text: &Option<String>| text.clone().unwrap_or_else(|| ABSENT.to_owned());
    let job = jobs.iter().find(|job| job.job == run.job);
    RunLine {
        job: job.map_or_else(|| job_title(&run.job), |job| job.title.clone()),
        slot: slot(&run.slot),
        state,
        class,
        started_at: or_dash(&run.started_at),
        finished_at: or_dash(&run.finished_at),
        run,
    }
}

/// A slot of the schedule as it stands; a run by hand has none, and its instant is the start beside it.
fn slot(key: &str) -> String {
    let is_by_hand = ["manual:", "demo:"].iter().any(|kind| key.starts_with(kind));
    if is_by_hand { "非定时" } else { key }.to_owned()
}

/// A job that no schedule rings for.
fn job_title(key: &str) -> String {
    match key {
        "demo" => "演示",
        "run" => "手工运行",
        other => other,
    }
    .to_owned()
}

/// The reason in words; the keys are those of the published table `source_file`.
fn refused(file: RefusedFile) -> RefusedFile {
    let reason = match file.reason.as_str() {
        "empty" => "文件为空",
        "encoding" => "文字编码无法识别，应为 UTF-8、UTF-16（带 BOM）或 GB18030",
        "truncated" => "文件不完整或已损坏",
        "encrypted" => "文件设有密码，请取消密码",
        "zip_bomb" => "文件解压后过大",
        "unclosed_quote" => "有未闭合的引号",
        "unknown_header" => "表头无法识别：不属于任何数据集，或缺少必备的列",
        other => other,
    };
    RefusedFile {
        reason: reason.to_owned(),
        ..file
    }
}

fn schedule(row: ScheduleRow) -> ScheduleLine {
    let or_dash = |text: &Option<String>| text.clone().unwrap_or_else(|| ABSENT.to_owned());
    ScheduleLine {
        next_at: or_dash(&row.next_at),
        last_at: or_dash(&row.last_at),
        last_state: row
            .last_state
            .as_deref()
            .map_or_else(|| ABSENT.to_owned(), |last| state(last).0),
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
