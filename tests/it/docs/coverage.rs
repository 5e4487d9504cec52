//! `docs/policy-coverage.md`: rule by rule, how it can be seen that the policy documents are kept.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use domain::policy::{ColumnName, Rule, RuleBook, RuleState};
use ingest::SOURCES;

use super::pages::{self, Header};
use crate::support;

/// The families whose definitions check rules: the folder of `sql/`, and what a reader calls them.
const FAMILIES: [(&str, &str); 2] = [("findings", "逐户"), ("indicators", "统计")];

/// Which definitions name a clause, as the page shows them.
struct Named {
    /// 逐户 or 统计.
    family: &'static str,
    link: String,
}

fn named() -> BTreeMap<String, Vec<Named>> {
    let mut named: BTreeMap<String, Vec<Named>> = BTreeMap::new();
    for (family, word) in FAMILIES {
        for header in pages::headers(family) {
            for clause in header.list("source") {
                named.entry(clause.to_owned()).or_default().push(Named {
                    family: word,
                    link: link(&header),
                });
            }
        }
    }
    named
}

/// `[逾期未走访](../sql/….sql)（[算例](../tests/sql/….slt)）`
fn link(header: &Header) -> String {
    let example = header
        .path
        .replacen("sql/", "tests/sql/", 1)
        .replace(".sql", ".slt");
    format!(
        "[{}](../{})（[算例](../{example})）",
        header.text("title"),
        header.path
    )
}

/// Counts of one document, or of all.
#[derive(Default)]
struct Counts {
    rules: usize,
    by_state: BTreeMap<RuleState, usize>,
    by_household: usize,
}

impl Counts {
    fn add(&mut self, rule: &Rule, definitions: &[Named]) {
        self.rules += 1;
        *self
            .by_state
            .entry(rule.state(!definitions.is_empty()))
            .or_default() += 1;
        self.by_household += usize::from(definitions.iter().any(|named| named.family == "逐户"));
    }

    fn row(&self, title: &str) -> String {
        let of = |state| self.by_state.get(&state).copied().unwrap_or_default();
        let checked = of(RuleState::Checked);
        format!(
            "| {title} | {} | {checked} | {} | {} | {} | {} | {} |",
            self.rules,
            self.by_household,
            checked - self.by_household,
            of(RuleState::Open),
            of(RuleState::Recorded),
            of(RuleState::NotCheckable),
        )
    }
}

/// `docs/policy-coverage.md`
pub(super) fn coverage() -> String {
    let (register, named, profiles) = (support::rules(), named(), support::policies());
    let of = |rule: &Rule| named.get(&rule.clause.to_string()).map_or(&[][..], Vec::as_slice);
    let mut documents: BTreeMap<&str, Vec<&Rule>> = BTreeMap::new();
    for rule in register.rules() {
        documents.entry(rule.clause.document()).or_default().push(rule);
    }
    let mut page = pages::opening(
        "政策条款核查对照 · Policy coverage",
        "`policies/rules/` and the headers of `sql/`",
    );
    page.push_str(
        "
本页逐条说明：五份政策文件的每一条，本系统怎样核查，查不了的为什么查不了。

* **已核查**：至少有一个定义写明依据这一条，定义有手工算好的算例。“逐户”是逐户（或逐个网格）列出名单的异常，“统计”只有比率或户数。
* **可核查未编**：报送的数据够用，还没有编出定义。
* **缺数据**：要查就得多报几列，缺哪一列写在“说明”里，汇总在本页末尾。
* **不可核查**：不是数据能说明的事。

已核查的条款，“说明”里仍有“缺”的，只查了其中一部分。

",
    );
    page.push_str("| 文件 | 条数 | 已核查 | 其中逐户 | 其中只有统计 | 可核查未编 | 缺数据 | 不可核查 |\n|---|---|---|---|---|---|---|---|\n");
    let mut all = Counts::default();
    for (document, rules) in &documents {
        let mut counts = Counts::default();
        for rule in rules {
            counts.add(rule, of(rule));
            all.add(rule, of(rule));
        }
        let profile = profiles
            .profile(document)
            .expect("a register is that of a profile");
        pages::line(&mut page, &counts.row(&profile.title));
    }
    pages::line(&mut page, &all.row("合计"));
    for (document, rules) in &documents {
        let profile = profiles
            .profile(document)
            .expect("a register is that of a profile");
        writeln!(
            page,
            "\n## {}\n\n{}\n\n| 条款 | 位置 | 原文 | 要求 | 核查 | 依据 | 说明 |\n|---|---|---|---|---|---|---|",
            profile.title, profile.document
        )
        .expect("a text takes every line");
        for rule in rules {
            pages::line(&mut page, &row(rule, of(rule)));
        }
    }
    wanted(&mut page, &register);
    page
}

fn row(rule: &Rule, definitions: &[Named]) -> String {
    let links: Vec<String> = definitions
        .iter()
        .map(|named| format!("{}：{}", named.family, named.link))
        .collect();
    let missing: Vec<String> = rule.missing.iter().map(shown).collect();
    let remarks: Vec<String> = [
        (!missing.is_empty()).then(|| format!("缺：{}。", missing.join("、"))),
        rule.reason.clone(),
        rule.note.clone(),
    ]
    .into_iter()
    .flatten()
    .collect();
    format!(
        "| {} | {} | {} | {} | {} | {} | {} |",
        rule.clause,
        rule.article,
        rule.phrase,
        rule.asks,
        rule.state(!definitions.is_empty()).label(),
        links.join("；"),
        remarks.join("")
    )
}

fn shown(column: &ColumnName) -> String {
    format!("`{}`.{}", column.dataset, column.header)
}

/// The columns that rules need and nobody sends, by dataset.
fn wanted(page: &mut String, register: &RuleBook) {
    let mut wanted: BTreeMap<&str, BTreeMap<&str, Vec<String>>> = BTreeMap::new();
    for rule in register.rules() {
        for column in &rule.missing {
            wanted
                .entry(&column.dataset)
                .or_default()
                .entry(&column.header)
                .or_default()
                .push(rule.clause.to_string());
        }
    }
    page.push_str(
        "
## 还需要的数据

现有的表加一列，或者新报一张表，就能多查下面这些条款。加列、加表的办法见 [architecture.md](architecture.md) 的 How to add something；现有的表见
[sources.md](sources.md)。

| 表 | 数据集 | 现有或新增 | 列 | 用于 |
|---|---|---|---|---|
",
    );
    let proposed: BTreeMap<&str, _> = register.proposed().collect();
    for (dataset, columns) in &wanted {
        let delivered = SOURCES.iter().find(|source| source.name == *dataset);
        let title = delivered.map(|source| source.title);
        let (title, nature) = match (title, proposed.get(dataset)) {
            (Some(title), _) => (title, "现有".to_owned()),
            (None, Some(new)) => (new.title.as_str(), format!("新增，主键：{}", new.key)),
            (None, None) => ("", String::new()),
        };
        for (header, clauses) in columns {
            pages::line(
                page,
                &format!(
                    "| {title} | `{dataset}` | {nature} | {header} | {} |",
                    clauses.join("、")
                ),
            );
        }
    }
}
