//! The measurement as Markdown, for `docs/early-warning.md`.

use std::fmt::Write as _;

use super::found::Sensitivity;
use super::limits::AlertRate;
use super::replay::{BUDGETS, MethodRow, Replay};
use super::simulated::Kind;
use crate::surge::cast::real;

/// The targets a year of which the detector is held to, per kind: within eight weeks, within two.
const TARGETS: [&str; 4] = ["≥ .95 (≥ .85)", "≥ .65", "≥ .99 (≥ .85)", "≥ .95 (≥ .60)"];

impl Replay {
    /// All tables.
    pub fn markdown(&self) -> String {
        let mut text = String::new();
        self.write(&mut text).expect("writing to a string cannot fail");
        text
    }

    fn write(&self, out: &mut String) -> std::fmt::Result {
        writeln!(
            out,
            "Seed {}, {} counties of {} villages for each limit, each measurement of false alerts and each kind of surge.\n",
            self.plan.seed,
            self.plan.counties,
            self.plan.setting.towns * self.plan.setting.villages_per_town
        )?;
        for budget in BUDGETS.into_iter().rev() {
            self.write_methods(out, budget)?;
        }
        self.write_naive(out)?;
        self.write_colours(out)?;
        self.write_nulls(out)?;
        self.write_shocks(out)?;
        self.write_calibration(out)
    }

    fn write_methods(&self, out: &mut String, budget: f64) -> std::fmt::Result {
        writeln!(out, "### Surges, at {budget} false alerts a county-year\n")?;
        writeln!(
            out,
            "Found within 8 / 4 / 2 weeks; then the mean delay in weeks, a miss counted as 8.\n"
        )?;
        write!(out, "| method | limit | alerts in fresh years |")?;
        for kind in Kind::ALL {
            write!(out, " {} |", kind.title())?;
        }
        writeln!(out, "\n|---|---|---|---|---|---|---|")?;
        if budget >= BUDGETS[1] {
            writeln!(out, "| target | | ≤ 6 | {} |", TARGETS.join(" | "))?;
        }
        let rows: Vec<&MethodRow> = self
            .methods
            .iter()
            .filter(|row| (row.budget - budget).abs() < 1e-9)
            .collect();
        for row in &rows {
            let kinds: Vec<String> = row.kinds.iter().map(cell).collect();
            let title = row.method.title();
            writeln!(
                out,
                "| {title} | {:.3} | {} | {} |",
                row.limit,
                rate(row.alerts),
                kinds.join(" | ")
            )?;
        }
        let Some(detector) = rows.first() else {
            return Ok(());
        };
        writeln!(out)?;
        for (kind, found) in Kind::ALL.iter().zip(&detector.of_three) {
            writeln!(
                out,
                "* {}, where that is three households or more ({} of {}): {}",
                kind.title(),
                found.surges,
                self.plan.counties,
                cell(found)
            )?;
        }
        for (kind, found) in Kind::ALL.iter().zip(&detector.kinds) {
            let (share, interval) = found.share(found.in_all);
            let interval =
                interval.map_or_else(String::new, |it| format!(" [{:.3}, {:.3}]", it.lower, it.upper));
            writeln!(
                out,
                "* {}: found {share:.3}{interval}, nine in ten by week {}, villages hit that were named {}, villages named that were hit {}, \
                 true alerts among all at five surges a year {:.2}",
                kind.title(),
                found.p90_delay_weeks,
                maybe(found.zone_recall),
                maybe(found.zone_precision),
                found.positive_predictive_value(detector.alerts.yearly()),
            )?;
        }
        writeln!(out)
    }

    fn write_naive(&self, out: &mut String) -> std::fmt::Result {
        writeln!(
            out,
            "### Rules as people set them\n\n| rule for a village | alerts a clean county-year |\n|---|---|"
        )?;
        for row in &self.naive {
            writeln!(out, "| {} | {} |", row.title, rate(row.alerts))?;
        }
        writeln!(out)
    }

    fn write_colours(&self, out: &mut String) -> std::fmt::Result {
        writeln!(
            out,
            "### Colours\n\nFound within 8 / 4 / 2 weeks with this colour or a higher one; mean delay.\n"
        )?;
        write!(out, "| colour | alerts a clean county-year |")?;
        for kind in Kind::ALL {
            write!(out, " {} |", kind.title())?;
        }
        writeln!(out, "\n|---|---|---|---|---|---|")?;
        for row in &self.colours {
            let kinds: Vec<String> = row.kinds.iter().map(cell).collect();
            writeln!(
                out,
                "| {} | {} | {} |",
                row.colour.chinese(),
                rate(row.alerts),
                kinds.join(" | ")
            )?;
        }
        writeln!(out)
    }

    fn write_nulls(&self, out: &mut String) -> std::fmt::Result {
        let budget = BUDGETS[1];
        writeln!(
            out,
            "### Without a surge, at the limit for {budget} alerts a year\n"
        )?;
        writeln!(
            out,
            "| scenario | alerts a county-year | of the budget |\n|---|---|---|"
        )?;
        for (null, alerts) in &self.nulls {
            writeln!(
                out,
                "| {} | {} | {:.2} |",
                null.title(),
                rate(*alerts),
                alerts.yearly() / budget
            )?;
        }
        writeln!(out)
    }

    fn write_shocks(&self, out: &mut String) -> std::fmt::Result {
        writeln!(
            out,
            "### The whole county, 60 % more for 12 weeks, at one false alert a year\n"
        )?;
        writeln!(
            out,
            "Campaigns move by up to three weeks. Target: ≥ .95 within 12 weeks, mean delay ≤ 4 weeks, a miss counted as 12.\n"
        )?;
        writeln!(
            out,
            "| method | limit | alerts in fresh years | within 12 weeks | within 8 | mean delay |\n|---|---|---|---|---|---|"
        )?;
        for row in &self.shocks {
            let share = |found: usize| real(found) / real(row.shocks.max(1));
            writeln!(
                out,
                "| {} | {:.2} | {:.2} | {:.3} | {:.3} | {:.2} |",
                row.method.title(),
                row.limit,
                row.alerts_yearly,
                share(row.in_all),
                share(row.in_eight),
                row.mean_delay_weeks
            )?;
        }
        writeln!(out)
    }

    fn write_calibration(&self, out: &mut String) -> std::fmt::Result {
        let found = &self.calibration;
        let share = |count: usize| real(count) / real(found.tests.max(1));
        writeln!(out, "### Is p what it says\n")?;
        writeln!(
            out,
            "Of {} clean village-weeks (window of four weeks) {:.4} have p < .01 and {:.5} have p < .001.",
            found.tests,
            share(found.below_hundredth),
            share(found.below_thousandth)
        )?;
        let fifths: Vec<String> = found
            .blue_by_fifth
            .iter()
            .map(|count| format!("{:.4}", 5.0 * share(*count)))
            .collect();
        writeln!(
            out,
            "Village-weeks at blue, by fifth of village size from the smallest: {}.",
            fifths.join(", ")
        )
    }
}

fn cell(found: &Sensitivity) -> String {
    let share = |count: usize| found.share(count).0;
    format!(
        "{:.3} / {:.3} / {:.3}, {:.2}",
        share(found.in_all),
        share(found.in_four),
        share(found.in_two),
        found.mean_delay_weeks
    )
}

fn rate(alerts: AlertRate) -> String {
    let interval = alerts.interval();
    format!(
        "{:.2} [{:.2}, {:.2}]",
        alerts.yearly(),
        interval.lower,
        interval.upper
    )
}

fn maybe(share: Option<f64>) -> String {
    share.map_or_else(|| "—".to_owned(), |share| format!("{share:.2}"))
}
