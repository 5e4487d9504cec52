//! `dixian inspect`: the draw of an inspection, its proof, and what came of it.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use domain::clock::{Clock, SystemClock};
use domain::inspection::DrawnAs;
use domain::region::RegionCode;
use domain::unit::{fixed, per_cent};
use serde::Serialize;
use warehouse::{DrawPlan, DrawRow, Drawn, Verdict, VillageVerdict, VisitScore, Warehouse};

use crate::config::Place;
use crate::output::{self, Format};

#[derive(Debug, Subcommand)]
pub(crate) enum Inspect {
    /// First freeze the households of a region (`--region`); then, with the seed that the meeting gave, draw them (`--frame`, `--seed`)
    Draw(Draw),
    /// Draw again from what is stored, and say how anybody can do the same with `sha256sum`
    Verify(Verify),
    /// Read the findings of the visits back: a verdict for each village, records against the field, what the list was worth, the county
    Score(Score),
}

#[derive(Debug, Args)]
pub(crate) struct Draw {
    /// Freeze the households of this county or town
    #[arg(
        long,
        value_name = "CODE",
        required_unless_present = "frame",
        conflicts_with = "frame"
    )]
    region: Option<RegionCode>,
    /// The release whose households they are; the current one when not said
    #[arg(long, value_name = "ID", conflicts_with = "frame")]
    release: Option<String>,
    /// How many villages; by policy when not said
    #[arg(long, conflicts_with = "frame")]
    villages: Option<u32>,
    /// How many households in each; by policy when not said
    #[arg(long, conflicts_with = "frame")]
    households: Option<u32>,
    /// Draw this frame
    #[arg(long, value_name = "DRAW", requires_all = ["seed", "by"])]
    frame: Option<String>,
    /// What the meeting gave after the digest was told: dice, say
    #[arg(long, value_name = "TEXT", requires = "frame")]
    seed: Option<String>,
    /// Who draws, for the record
    #[arg(long, value_name = "NAME", requires = "frame")]
    by: Option<String>,
    /// Write the frame to this file, a line `village,kind,household` each, for those who want to check
    #[arg(long, value_name = "FILE")]
    list: Option<PathBuf>,
    /// How the result is written
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// The draw
    #[arg(value_name = "DRAW")]
    draw: String,
    /// Write the frame to this file, a line `village,kind,household` each
    #[arg(long, value_name = "FILE")]
    list: Option<PathBuf>,
    /// How the result is written
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct Score {
    /// The draw
    #[arg(value_name = "DRAW")]
    draw: String,
    /// The release to read the findings from; the current one when not said
    #[arg(long, value_name = "ID")]
    release: Option<String>,
    /// Every drawn household was seen, whether a visit is written down or not
    #[arg(long)]
    all_visited: bool,
    /// How the result is written
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// The answer of `inspect draw`.
#[derive(Debug, Serialize)]
struct Answer {
    draw: DrawRow,
    drawn: Drawn,
}

impl Inspect {
    pub(crate) async fn run(self, place: &Place) -> anyhow::Result<ExitCode> {
        let warehouse = place.open_existing()?;
        match self {
            Self::Draw(draw) => draw.run(&warehouse).await,
            Self::Verify(verify) => verify.run(&warehouse).await,
            Self::Score(score) => score.run(&warehouse).await,
        }
    }
}

impl Draw {
    async fn run(self, warehouse: &Warehouse) -> anyhow::Result<ExitCode> {
        let now = SystemClock.now();
        let (draw_id, drawn) = match (&self.region, &self.frame) {
            (Some(region), _) => {
                let plan = DrawPlan {
                    region: *region,
                    villages: self.villages,
                    households: self.households,
                };
                let draw = warehouse.freeze_draw(plan, self.release.as_deref(), now).await?;
                (draw.draw_id, None)
            }
            (None, Some(frame)) => {
                let (seed, by) = (self.seed.unwrap_or_default(), self.by.unwrap_or_default());
                if seed.trim().is_empty() || by.trim().is_empty() {
                    bail!("draw {frame}: a seed and a name are needed");
                }
                let drawn = warehouse.draw_inspection(frame, &seed, &by, now).await?;
                (frame.clone(), Some(drawn))
            }
            (None, None) => bail!("draw: name a region to freeze or a frame to draw"),
        };
        let draw = warehouse.known_draw(&draw_id)?;
        if let Some(file) = &self.list {
            write_list(warehouse, &draw_id, file).await?;
        }
        if self.format == Format::Json {
            output::json(&Answer {
                draw,
                drawn: drawn.unwrap_or_default(),
            })?;
        } else {
            output::line(frozen(&draw))?;
            match drawn {
                None => output::line(next_step(&draw))?,
                Some(drawn) => output::line(taken(&drawn))?,
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// What is told before there is a seed.
fn frozen(draw: &DrawRow) -> String {
    format!(
        "抽样 {}（发布 {}，区划 {}）\n\
         名册：{}户，校验码（户编号排序后逐行的 SHA-256）\n  {}\n\
         分层名册校验码（村,类别,户编号）\n  {}\n\
         抽取：{}个村，其中定向{}个、随机{}个；每村{}户\n\
         封存于 {}",
        draw.draw_id,
        draw.release_id,
        draw.region_code,
        draw.frame_households,
        draw.frame_sha256,
        draw.list_sha256,
        draw.villages,
        draw.targeted,
        draw.villages - draw.targeted,
        draw.households,
        draw.frozen_at,
    )
}

fn next_step(draw: &DrawRow) -> String {
    match &draw.seed {
        Some(_) => format!("已抽取。复核：dixian inspect verify {}", draw.draw_id),
        None => format!(
            "下一步：先公布校验码，再在会上产生种子（如掷骰子并记录），然后\n  dixian inspect draw --frame {} --seed <种子> --by <姓名>",
            draw.draw_id
        ),
    }
}

fn taken(drawn: &Drawn) -> String {
    let rows: Vec<Vec<String>> = drawn
        .villages
        .iter()
        .map(|village| {
            let own = drawn
                .households
                .iter()
                .filter(|household| household.region_code == village.region_code);
            vec![
                village.region_code.clone(),
                way(village.drawn_as).to_owned(),
                format!("{}/{}", village.stratum_drawn, village.stratum_villages),
                own.count().to_string(),
            ]
        })
        .collect();
    let households: Vec<Vec<String>> = drawn
        .households
        .iter()
        .map(|household| {
            vec![
                household.region_code.clone(),
                household.stratum.clone(),
                household.household_id.clone(),
                per_cent(household.probability),
            ]
        })
        .collect();
    format!(
        "{}\n\n{}",
        output::table(&["村", "方式", "层内抽取", "户数"], &rows),
        output::table(&["村", "类别", "户编号", "入样概率"], &households)
    )
}

const fn way(drawn_as: DrawnAs) -> &'static str {
    match drawn_as {
        DrawnAs::Targeted => "定向",
        DrawnAs::Reserve => "随机",
    }
}

impl Verify {
    async fn run(self, warehouse: &Warehouse) -> anyhow::Result<ExitCode> {
        let check = warehouse.check_draw(&self.draw).await?;
        if let Some(file) = &self.list {
            write_list(warehouse, &self.draw, file).await?;
        }
        if self.format == Format::Json {
            output::json(&check)?;
        } else {
            output::line(frozen(&check.draw))?;
            if check.faults.is_empty() {
                output::line("复核一致：名册、种子与抽取结果相符。")?;
            }
            for fault in &check.faults {
                output::line(format!("复核不一致：{fault}"))?;
            }
            output::line(for_auditors(&check.draw))?;
        }
        Ok(if check.faults.is_empty() {
            ExitCode::SUCCESS
        } else {
            ExitCode::from(1)
        })
    }
}

/// How to draw again without this program.
fn for_auditors(draw: &DrawRow) -> String {
    let seed = draw.seed.as_deref().unwrap_or("<种子>").replace('\'', "'\\''");
    let id = &draw.draw_id;
    format!(
        "\n不用本程序复算（Linux、macOS 的 shell；without this program）：\n\
         \n# 1. 名册未变 the frame is the one that was frozen\n\
         dixian inspect verify {id} --list frame.csv\n\
         cut -d, -f3 frame.csv | LC_ALL=C sort | sha256sum   # {frame}\n\
         LC_ALL=C sort frame.csv | sha256sum                  # {list}\n\
         \n# 2. 某村某类户的签号，小的在前 tickets of one kind in one village, the smallest first\n\
         s=$(printf %s '{seed}' | sha256sum | cut -c1-64)\n\
         grep '^<村代码>,<类别>,' frame.csv | cut -d, -f3 | while read -r h; do\n  \
         printf '%s %s\\n' \"$(printf %s \"$s$h\" | sha256sum | cut -c1-64)\" \"$h\"\n\
         done | LC_ALL=C sort | head\n\
         \n# 3. 随机村同法，以村代码为签 villages by lot: the same with the codes of the villages of a town that do not go by rank",
        frame = draw.frame_sha256,
        list = draw.list_sha256,
    )
}

async fn write_list(warehouse: &Warehouse, draw_id: &str, file: &PathBuf) -> anyhow::Result<()> {
    let mut lines = warehouse.draw_frame(draw_id).await?.join("\n");
    lines.push('\n');
    std::fs::write(file, lines).with_context(|| format!("write `{}`", file.display()))
}

impl Score {
    async fn run(self, warehouse: &Warehouse) -> anyhow::Result<ExitCode> {
        let score = warehouse
            .score_draw(&self.draw, self.release.as_deref(), self.all_visited)
            .await?;
        if self.format == Format::Json {
            output::json(&score)?;
        } else {
            output::line(told(&score))?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn told(score: &VisitScore) -> String {
    let rows: Vec<Vec<String>> = score.villages.iter().map(verdict_row).collect();
    let range = |lower: f64, upper: f64| format!("95%区间{}–{}", per_cent(lower), per_cent(upper));
    let mut lines = vec![
        format!(
            "抽样 {}，截至{}：抽中{}户，已督查{}户，其中{}户有问题",
            score.draw.draw_id, score.until, score.drawn, score.visited, score.with_problem
        ),
        output::table(
            &[
                "村",
                "方式",
                "户数",
                "抽中",
                "已查",
                "有问题",
                "判定",
                "一成/四成问题时通过",
            ],
            &rows,
        ),
    ];
    lines.push(match score.county {
        Some(share) => format!(
            "推算名册全部户：{}有问题（{}）",
            per_cent(share.value),
            range(share.lower, share.upper)
        ),
        None => "推算名册全部户：督查户数不足，不作推算".to_owned(),
    });
    lines.push(match &score.lift {
        Some(lift) => format!(
            "定向村每户发现{}，随机村{}：{}倍{}",
            fixed(lift.of_targeted, 3),
            fixed(lift.of_reserve, 3),
            fixed(lift.ratio, 2),
            match (lift.lower, lift.upper) {
                (Some(lower), Some(upper)) => format!("（95%区间{}–{}倍）", fixed(lower, 2), fixed(upper, 2)),
                _ => "（村数不足，没有区间）".to_owned(),
            }
        ),
        None => "定向与随机的对比：一方没有督查，或随机村没有发现问题".to_owned(),
    });
    let discrepancy = &score.discrepancy;
    lines.push(format!(
        "账实对照：系统无问题的{}户中实地有问题{}户{}；系统有问题的{}户中实地未见问题{}户",
        discrepancy.clean_record,
        discrepancy.clean_record_with_problem,
        discrepancy.hidden.map_or_else(String::new, |share| format!(
            "（{}）",
            range(share.lower, share.upper)
        )),
        discrepancy.with_finding,
        discrepancy.finding_without_problem
    ));
    lines.join("\n")
}

fn verdict_row(village: &VillageVerdict) -> Vec<String> {
    let passes = |step: usize| {
        let chance = village.operating_curve.get(step).map(|(_, chance)| *chance);
        chance.map_or_else(|| "—".to_owned(), per_cent)
    };
    let verdict = match (village.verdict, village.accept) {
        (Verdict::Pass, Some(accept)) => format!("通过（不超过{accept}户）"),
        (Verdict::Fail, Some(accept)) => format!("不通过（超过{accept}户）"),
        (_, _) => match village.needed {
            Some(needed) => format!("未定（约需查{needed}户）"),
            None => "未定".to_owned(),
        },
    };
    vec![
        village.region_code.clone(),
        way(village.drawn_as).to_owned(),
        village.households.to_string(),
        village.drawn.to_string(),
        village.visited.to_string(),
        village.with_problem.to_string(),
        verdict,
        // Steps of five hundredths.
        format!("{} / {}", passes(2), passes(8)),
    ]
}
