//! `docs/quality.md`: the rules of data quality for the office that has to keep them, and those that nothing delivered can feed.

use std::collections::BTreeMap;

use domain::quality::{Dimension, QualityRule};

use super::pages::{line, opening};
use crate::support;

pub(super) fn quality() -> String {
    let catalogue = support::catalogue();
    let rules = catalogue.quality_rules();
    let mut page = opening(
        "数据质量规则",
        "the rules of `sql/quality/` and `docs/quality-unfed.toml`",
    );
    line(
        &mut page,
        "\n每条规则问一类数据的每一行一件事。值空着、说不清对错的，不算对也不算错，不计入检查行次；查是否填写的规则除外。\
         问题数据率 = 不合规则的行次 ÷ 检查的行次。一行一规则是一个问题：从第一次发现那天起记，更正后自动办结，再出现另记一条。\
         问题清单只写户编号、人编号和列名，不写填的内容。\n\n\
         要加一条规则，在 `sql/quality/` 下该表的文件里加一段 `[[rule]]`，写明名称、口径、列名、判断条件和三个例子；\
         本县自己的规则写在部署目录的 `quality/` 下同名文件里，写法相同。条件可用的列见各表的 SQL 文件。程序开始运行时逐条检查，有错一次全部列出。",
    );
    counts(&mut page, &rules);
    for register in catalogue.quality_registers() {
        let own: Vec<&QualityRule> = rules
            .iter()
            .filter(|rule| rule.register == register.name)
            .collect();
        line(
            &mut page,
            &format!(
                "\n## {} `{}`\n\n{}。规则 {} 条，见 `sql/quality/{}.toml`。\n\n| 规则 | 名称 | 口径 | 列名 | 维度 | 轻重 | 依据 |\n|---|---|---|---|---|---|---|",
                register.title,
                register.name,
                register.meaning,
                own.len(),
                register.name
            ),
        );
        for rule in own {
            line(
                &mut page,
                &format!(
                    "| `{}` | {} | {} | {} | {} | {} | {} |",
                    rule.name,
                    rule.title,
                    rule.meaning,
                    rule.field,
                    rule.dimension,
                    weight(&rule.severity),
                    rule.source.join("、")
                ),
            );
        }
    }
    unfed(&mut page);
    page
}

fn counts(page: &mut String, rules: &[QualityRule]) {
    let mut by_dimension: BTreeMap<&str, usize> = BTreeMap::new();
    for rule in rules {
        *by_dimension.entry(&rule.dimension).or_default() += 1;
    }
    line(page, "\n| 维度 | 规则 |\n|---|---:|");
    for dimension in Dimension::ALL {
        let count = by_dimension.get(dimension.label()).copied().unwrap_or_default();
        line(page, &format!("| {} | {count} |", dimension.label()));
    }
    line(page, &format!("| 合计 | {} |", rules.len()));
}

fn weight(severity: &str) -> &'static str {
    match severity {
        "error" => "错误",
        "warn" => "警告",
        _ => "提示",
    }
}

/// What the public suite asks and this program does not, or not here.
fn unfed(page: &mut String) {
    let text = std::fs::read_to_string(support::root().join("docs/quality-unfed.toml")).unwrap();
    let table: toml::Table = text.parse().unwrap();
    let words = |rule: &toml::Value, key: &str| -> Vec<String> {
        let list = rule.get(key).and_then(toml::Value::as_array);
        list.into_iter()
            .flatten()
            .filter_map(|word| word.as_str().map(str::to_owned))
            .collect()
    };
    let title = |rule: &toml::Value| rule["title"].as_str().unwrap().to_owned();
    let rules = table["rule"].as_array().unwrap();
    line(
        page,
        "\n## 缺数据、不能检查的公开规则\n\n| 规则 | 编号 | 缺哪一列 |\n|---|---|---|",
    );
    for rule in rules.iter().filter(|rule| rule.get("missing").is_some()) {
        let codes = words(rule, "source").join("、");
        line(
            page,
            &format!(
                "| {} | {codes} | {} |",
                title(rule),
                words(rule, "missing").join("；")
            ),
        );
    }
    line(
        page,
        "\n## 在别处检查的公开规则\n\n| 规则 | 编号 | 在哪里 |\n|---|---|---|",
    );
    for rule in rules.iter().filter(|rule| rule.get("missing").is_none()) {
        let place = rule["elsewhere"].as_str().unwrap();
        line(
            page,
            &format!(
                "| {} | {} | {place} |",
                title(rule),
                words(rule, "source").join("、")
            ),
        );
    }
}
