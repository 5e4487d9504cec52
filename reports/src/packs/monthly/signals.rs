//! 预警信号与规模性返贫风险: what stands out in the release, how grave it is, who hears of it, and what could not be judged.

use domain::signal::{Signal, Tier};

use super::drawn;
use crate::charts::control_of;
use crate::charts::signals::{counted, place_of};
use crate::document::{Align, Column, Composer, Table};
use crate::narrative::{Narrator, amount_of, text};
use crate::packs::PackError;

/// So many signals are in the table.
const LISTED: usize = 15;

/// 预警信号与规模性返贫风险
pub(super) fn early_warning(narrator: &Narrator<'_>, composer: &mut Composer) -> Result<(), PackError> {
    let release = narrator.release;
    if release.signals.streams.is_empty() {
        return Ok(());
    }
    composer.heading("预警信号与规模性返贫风险");
    let open: Vec<&Signal> = release
        .signals
        .open()
        .filter(|signal| release.lies_in(signal.region_code, narrator.place.code))
        .collect();
    let of_tier = |tier: Tier| open.iter().filter(|signal| signal.tier == tier).count();
    let summary = if open.is_empty() {
        "按周比较各村、邻近各村、各乡镇和全县的新增预警户和新识别户，没有未关闭的预警信号".to_owned()
    } else {
        let tiers: Vec<String> = Tier::ALL
            .iter()
            .rev()
            .map(|tier| format!("{}色{}个", tier.label(), amount_of(of_tier(*tier))))
            .collect();
        format!(
            "未关闭的预警信号共{}个，其中{}",
            amount_of(open.len()),
            tiers.join("、")
        )
    };
    let unsaid: Vec<String> = release
        .signals
        .streams
        .iter()
        .filter(|stream| stream.slice.is_empty() && stream.state != "watched")
        .map(|stream| format!("{}（{}）", stream.stream, stream.remark))
        .collect();
    composer.paragraph(text([
        Some(summary),
        (!unsaid.is_empty()).then(|| format!("未能判断的有{}", unsaid.join("；"))),
        Some("颜色和界限为程序设定，文件没有规定数值；会商层级依据LS-39".to_owned()),
    ]));
    let gravest = open.iter().filter(|signal| signal.tier >= Tier::Orange);
    for signal in gravest.clone() {
        let sentence = signal.evidence.trim_end_matches('。');
        composer.paragraph(text([
            Some(format!(
                "{}（{}）：{sentence}",
                place_of(release, signal),
                signal.tier.label()
            )),
            Some(signal.tier.recipient().to_owned()),
        ]));
    }
    for signal in gravest.filter(|signal| signal.window_days.is_some()).take(1) {
        drawn(narrator, composer, control_of(release, signal))?;
    }
    if open.is_empty() {
        return Ok(());
    }
    let rows = open.iter().take(LISTED).map(|signal| {
        vec![
            signal.tier.label().to_owned(),
            place_of(release, signal),
            counted(signal),
            signal.opened_on.to_string(),
            if signal.handled.is_empty() {
                "尚未知悉".to_owned()
            } else {
                signal.handled.clone()
            },
        ]
    });
    composer.table(Table {
        caption: "未关闭的预警信号".to_owned(),
        columns: vec![
            Column::new("颜色", 8, Align::Left),
            Column::new("地方", 28, Align::Left),
            Column::new("内容", 24, Align::Left),
            Column::new("首次发现", 16, Align::Left),
            Column::new("办理", 24, Align::Left),
        ],
        rows: rows.collect(),
        note: (open.len() > LISTED).then(|| format!("列前{LISTED}个，其余见预警信号页。")),
    });
    Ok(())
}
