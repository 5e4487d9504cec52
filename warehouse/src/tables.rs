//! The tables of a home: what the sources give, what landing notes, what a release publishes.

use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use domain::inspection::Component;

use crate::store::TableSpec;

/// A dataset of the source contract, as the wiring hands it over.
#[derive(Debug, Clone)]
pub struct SourceTable {
    /// `visit`
    pub name: &'static str,
    /// 走访记录
    pub title: &'static str,
    pub schema: SchemaRef,
}

/// The name of the table that holds all versions of a dataset's rows.
pub(crate) fn landed(dataset: &str) -> String {
    format!("landed_{dataset}")
}

/// Rows that a later delivery replaced.
pub(crate) const SUPERSEDED: &str = "superseded";
/// What became of the source rows that did not land.
pub(crate) const NOT_LANDED: &str = "not_landed";
/// What became of every delivered file.
pub(crate) const SOURCE_FILE: &str = "source_file";

/// Tables with one part per as-of day.
pub(crate) const PUBLISHED: [&str; 16] = [
    "indicator",
    "finding",
    "household_current",
    "quality_problem",
    "quality_rate",
    "household_change",
    "reconciliation",
    "inspection_target",
    "inspection_component",
    "concentration",
    "spell_rate",
    "spell_curve",
    "signal",
    "signal_count",
    "signal_household",
    "signal_stream",
];

fn text(name: &str) -> Field {
    Field::new(name, DataType::Utf8, true)
}

fn day(name: &str) -> Field {
    Field::new(name, DataType::Date32, true)
}

fn number(name: &str) -> Field {
    Field::new(name, DataType::Float64, true)
}

fn count(name: &str) -> Field {
    Field::new(name, DataType::Int64, true)
}

fn flag(name: &str) -> Field {
    Field::new(name, DataType::Boolean, true)
}

/// Every table, given the datasets and the shape of a disposition.
pub(crate) fn all(sources: &[SourceTable], disposition: &SchemaRef) -> Vec<TableSpec> {
    let landed_tables = sources
        .iter()
        .map(|source| TableSpec::landed(landed(source.name), SchemaRef::clone(&source.schema)));
    let noted = [
        TableSpec {
            name: SUPERSEDED.to_owned(),
            schema: Schema::new(vec![text("dataset"), count("landed_seq"), text("batch_id")]).into(),
            partition: "dataset",
            append_only: true,
        },
        TableSpec::landed(NOT_LANDED, SchemaRef::clone(disposition)),
        TableSpec {
            name: SOURCE_FILE.to_owned(),
            schema: source_file_schema(),
            partition: "state",
            append_only: true,
        },
    ];
    landed_tables
        .chain(noted)
        .chain(PUBLISHED.map(published))
        .collect()
}

/// `source_file` (rulings 49).
pub fn source_file_schema() -> SchemaRef {
    Schema::new(vec![
        text("batch_id"),
        text("file"),
        text("file_sha256"),
        count("bytes"),
        text("state"),
        text("reason"),
        count("rows"),
        text("dataset"),
    ])
    .into()
}

/// A published table by name (figures.md).
pub(crate) fn published(name: &str) -> TableSpec {
    let fields = match name {
        "indicator" => vec![
            day("as_of"),
            text("indicator"),
            text("region_code"),
            text("level"),
            text("slice"),
            number("numerator"),
            number("denominator"),
            number("value"),
            number("lower"),
            number("upper"),
            text("profile"),
        ],
        "finding" => vec![
            day("as_of"),
            text("rule"),
            text("clause"),
            text("severity"),
            text("region_code"),
            text("household_id"),
            text("subject"),
            day("due_on"),
            count("days_overdue"),
            text("detail"),
            day("opened_on"),
            day("closed_on"),
            text("state"),
        ],
        "household_current" => vec![
            day("as_of"),
            text("household_id"),
            text("region_code"),
            text("household_class"),
            count("persons"),
            text("grid_id"),
            flag("is_long_absent"),
            flag("is_monitored"),
            flag("is_unresolved"),
            flag("is_excused"),
            text("object_type"),
            text("episode_id"),
            day("identified_on"),
            day("eliminated_on"),
            text("elimination_mode"),
            text("risks"),
            day("last_contact_on"),
            count("measures"),
        ],
        "concentration" => concentration(),
        "spell_rate" => spell_rate(),
        "spell_curve" => spell_curve(),
        "inspection_target" => inspection_target(),
        "inspection_component" => vec![
            day("as_of"),
            text("region_code"),
            text("component"),
            number("numerator"),
            number("denominator"),
            number("threshold"),
            number("chance"),
            number("weight"),
            number("contribution"),
        ],
        "signal" | "signal_count" | "signal_household" | "signal_stream" => signal(name),
        _ => quality(name),
    };
    TableSpec::published(name, fields)
}

/// One thing counted at one place, against its county.
fn concentration() -> Vec<Field> {
    let mut fields = vec![day("as_of")];
    fields.extend(["measure", "slice", "region_code", "level"].map(text));
    let numbers = [
        "households",
        "observed",
        "expected",
        "ratio",
        "lower",
        "upper",
        "share",
        "share_lower",
        "share_upper",
        "quotient",
        "shrunken",
        "chance_above",
        "funnel_score",
        "funnel_variance",
    ];
    fields.extend(numbers.map(number));
    fields.push(text("verdict"));
    fields
}

/// How often spells under watch end.
fn spell_rate() -> Vec<Field> {
    let mut fields = vec![day("as_of")];
    fields.extend(["course", "region_code", "level", "stratum_kind", "stratum"].map(text));
    let numbers = [
        "spells", "late", "outside", "events", "exits", "years", "rate", "lower", "upper", "expected",
        "chance",
    ];
    fields.extend(numbers.map(number));
    fields.extend(["verdict", "profile", "clause"].map(text));
    fields
}

/// How many spells under watch have ended so many months after their start.
fn spell_curve() -> Vec<Field> {
    let mut fields = vec![day("as_of")];
    fields.extend(["course", "region_code", "level", "stratum_kind", "stratum"].map(text));
    fields.push(count("month"));
    let numbers = [
        "at_risk",
        "events",
        "exits",
        "incidence",
        "lower",
        "upper",
        "exit_incidence",
    ];
    fields.extend(numbers.map(number));
    fields.extend(["profile", "clause"].map(text));
    fields
}

/// A village on the list for inspection, one column for each component.
fn inspection_target() -> Vec<Field> {
    let mut fields = vec![
        day("as_of"),
        text("region_code"),
        count("rank"),
        count("rank_low"),
        count("rank_high"),
        number("score"),
    ];
    fields.extend(Component::ALL.iter().map(|component| number(component.key())));
    fields.extend([text("drawn_as"), flag("is_listed"), text("draw_id")]);
    fields
}

/// The published tables of early warning.
fn signal(name: &str) -> Vec<Field> {
    match name {
        "signal" => vec![
            day("as_of"),
            text("signal"),
            text("region_code"),
            text("level"),
            count("window_days"),
            number("observed"),
            number("expected"),
            number("p_value"),
            text("tier"),
            count("consultation"),
            text("evidence"),
            text("county_code"),
            text("stream"),
            text("slice"),
            text("zone"),
            text("zone_villages"),
            number("households"),
            count("contributing"),
            number("rest"),
            number("lower"),
            number("upper"),
            number("budget_share"),
            text("rule"),
            text("limits"),
            text("standard"),
            day("valid_from"),
            day("window_ended_on"),
            day("opened_on"),
            day("renewed_on"),
            day("closed_on"),
            text("state"),
            text("acknowledged_by"),
            text("handled"),
            count("acts"),
            day("entered_on"),
            count("quiet_runs"),
            text("closed_tier"),
            day("closed_week_on"),
        ],
        "signal_count" => vec![
            day("as_of"),
            text("signal"),
            text("region_code"),
            day("week_ended_on"),
            number("observed"),
            number("expected"),
            number("upper"),
        ],
        "signal_household" => vec![
            day("as_of"),
            text("signal"),
            text("region_code"),
            text("household_id"),
            text("subject"),
            day("happened_on"),
        ],
        _ => vec![
            day("as_of"),
            text("region_code"),
            text("stream"),
            text("slice"),
            text("state"),
            count("weeks"),
            count("events"),
            day("judged_to"),
            number("completeness"),
            number("budget_share"),
            text("remark"),
        ],
    }
}

/// The published tables of data quality and of accounts.
fn quality(name: &str) -> Vec<Field> {
    match name {
        "quality_problem" => vec![
            day("as_of"),
            text("rule"),
            text("dimension"),
            text("severity"),
            text("clause"),
            text("register"),
            text("field"),
            text("region_code"),
            text("household_id"),
            text("subject"),
            text("office"),
            text("person_in_charge"),
            day("opened_on"),
            day("closed_on"),
            text("state"),
        ],
        "household_change" => vec![
            day("as_of"),
            day("since"),
            text("ledger"),
            text("region_code"),
            text("household_id"),
            text("direction"),
            text("reason"),
            text("subject"),
        ],
        "reconciliation" => vec![
            day("as_of"),
            text("kind"),
            text("ledger"),
            text("region_code"),
            text("level"),
            count("theirs"),
            count("came_in"),
            count("went_out"),
            count("ours"),
            count("difference"),
        ],
        _ => vec![
            day("as_of"),
            text("rule"),
            text("dimension"),
            text("region_code"),
            text("level"),
            text("office"),
            text("person_in_charge"),
            number("numerator"),
            number("denominator"),
            number("value"),
            text("profile"),
            text("clause"),
        ],
    }
}
