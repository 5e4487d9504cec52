//! The register of rules: every rule of every policy document once, in the document's own words, and what would show whether it is kept.
//!
//! The register says what a rule needs, not whether it is checked: that is so when a definition names its clause, and only then. Whoever
//! knows the definitions asks [`Rule::state`].

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use toml::de::DeValue;

use crate::settings::{Fault, Section, SettingsFile, expected};

/// The number of a rule: `LS-18a`, the document's key, a number, and a letter where an article has several.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Clause {
    document: String,
    number: u8,
    part: Option<char>,
}

impl Clause {
    /// The key of the document: `LS`.
    pub fn document(&self) -> &str {
        &self.document
    }
}

impl fmt::Display for Clause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:02}", self.document, self.number)?;
        self.part.map_or(Ok(()), |part| write!(f, "{part}"))
    }
}

/// What is no clause.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected a clause such as LS-18a, found `{0}`")]
pub struct ClauseError(String);

impl FromStr for Clause {
    type Err = ClauseError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = || ClauseError(text.to_owned());
        let (document, rest) = text.split_once('-').ok_or_else(error)?;
        let part = rest.chars().last().filter(char::is_ascii_lowercase);
        let digits = part.and_then(|part| rest.strip_suffix(part)).unwrap_or(rest);
        let is_key = !document.is_empty() && document.chars().all(|letter| letter.is_ascii_uppercase());
        let is_number = digits.len() == 2 && digits.chars().all(|digit| digit.is_ascii_digit());
        if !is_key || !is_number {
            return Err(error());
        }
        Ok(Self {
            document: document.to_owned(),
            number: digits.parse().map_err(|_no_number| error())?,
            part,
        })
    }
}

/// A column of a dataset, by the header under which it is delivered: `visit.走访时间`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ColumnName {
    /// The dataset: `visit`.
    pub dataset: String,
    /// The header: 走访时间.
    pub header: String,
}

/// Whether it can be seen that a rule is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RuleState {
    /// A definition names it.
    Checked,
    /// Delivered columns would show it, and no definition does yet.
    Open,
    /// Columns that no dataset carries would show it.
    Recorded,
    /// Nothing that could be delivered would show it.
    NotCheckable,
}

impl RuleState {
    /// All four.
    pub const ALL: [Self; 4] = [Self::Checked, Self::Open, Self::Recorded, Self::NotCheckable];

    /// 已核查, 可核查未编, 缺数据, 不可核查.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Checked => "已核查",
            Self::Open => "可核查未编",
            Self::Recorded => "缺数据",
            Self::NotCheckable => "不可核查",
        }
    }
}

/// A rule of a policy document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Its number.
    pub clause: Clause,
    /// Where it stands: 二（三）.
    pub article: String,
    /// The document's own words, … where some are left out.
    pub phrase: String,
    /// What it asks, in one sentence of ours.
    pub asks: String,
    /// Delivered columns that show whether it is kept.
    pub columns: Vec<ColumnName>,
    /// Columns that it needs and no dataset carries.
    pub missing: Vec<ColumnName>,
    /// Why nothing can show whether it is kept.
    pub reason: Option<String>,
    /// What a reader of the document should know: a misprint, a list that it does not contain, how we read it.
    pub note: Option<String>,
}

impl Rule {
    /// Its state, given whether a definition names it.
    pub fn state(&self, is_named: bool) -> RuleState {
        if is_named {
            RuleState::Checked
        } else if !self.columns.is_empty() {
            RuleState::Open
        } else if !self.missing.is_empty() {
            RuleState::Recorded
        } else {
            RuleState::NotCheckable
        }
    }
}

/// A dataset that rules would need and nobody sends yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposedDataset {
    /// 帮扶计划
    pub title: String,
    /// What names one of its rows: 户编号 + 制定日期.
    pub key: String,
}

/// The register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleBook {
    rules: BTreeMap<Clause, Rule>,
    proposed: BTreeMap<String, ProposedDataset>,
}

impl RuleBook {
    /// Reads the files of a register from `(file name, text)`. Every fault of every file is reported.
    pub fn parse(files: &[(&str, &str)]) -> Result<Self, Vec<Fault>> {
        let mut book = Self {
            rules: BTreeMap::new(),
            proposed: BTreeMap::new(),
        };
        let mut documents = BTreeSet::new();
        let mut faults = vec![];
        for (name, text) in files {
            let mut file = SettingsFile::new(name, text);
            book.read(&mut file, &mut documents);
            faults.extend(file.into_faults());
        }
        if faults.is_empty() { Ok(book) } else { Err(faults) }
    }

    /// Every rule, by document and number.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.rules.values()
    }

    /// The rule with this number.
    pub fn rule(&self, clause: &Clause) -> Option<&Rule> {
        self.rules.get(clause)
    }

    /// Datasets that rules would need and nobody sends yet, by name.
    pub fn proposed(&self) -> impl Iterator<Item = (&str, &ProposedDataset)> {
        self.proposed
            .iter()
            .map(|(name, dataset)| (name.as_str(), dataset))
    }

    fn read(&mut self, file: &mut SettingsFile<'_>, documents: &mut BTreeSet<String>) {
        let root = file.root();
        file.refuse_others(&root, &["profile", "rule", "dataset"]);
        for (name, section) in file.sections(&root, "dataset") {
            file.refuse_others(&section, &["title", "key"]);
            let (title, key) = (filled(file, &section, "title"), filled(file, &section, "key"));
            if let (Some(title), Some(key)) = (title, key) {
                self.proposed.insert(name, ProposedDataset { title, key });
            }
        }
        let sections = file.sections(&root, "rule");
        if sections.is_empty() {
            return;
        }
        let Some(document) = filled(file, &root, "profile") else {
            return;
        };
        if !documents.insert(document.clone()) {
            let problem = format!("expected one file with the rules of `{document}`, found another");
            file.fault(&root, "profile", problem);
        }
        let mut numbers = BTreeSet::new();
        for (name, section) in sections {
            match name.parse::<Clause>() {
                Ok(clause) if clause.document == document => {
                    numbers.insert(clause.number);
                    if let Some(rule) = rule(file, &section, clause) {
                        self.rules.insert(rule.clause.clone(), rule);
                    }
                }
                Ok(_) => file.fault(&section, "", format!("expected a clause of `{document}`")),
                Err(error) => file.fault(&section, "", error.to_string()),
            }
        }
        let last = numbers.last().copied().unwrap_or_default();
        for lost in (1..=last).filter(|number| !numbers.contains(number)) {
            file.fault(
                &root,
                "rule",
                format!("expected {document}-{lost:02}, which is missing"),
            );
        }
    }
}

fn rule<'t>(file: &mut SettingsFile<'t>, section: &Section<'t>, clause: Clause) -> Option<Rule> {
    let known = [
        "article", "phrase", "asks", "columns", "missing", "reason", "note",
    ];
    file.refuse_others(section, &known);
    let article = filled(file, section, "article");
    let phrase = filled(file, section, "phrase");
    let asks = filled(file, section, "asks");
    let seen = columns(file, section, "columns");
    let missing = columns(file, section, "missing");
    let reason = optional(file, section, "reason");
    let note = optional(file, section, "note");
    let is_seen = !seen.is_empty() || !missing.is_empty();
    if is_seen == reason.is_some() {
        let problem = "expected `columns` or `missing`, or else a `reason`";
        file.fault(section, "reason", problem.to_owned());
    }
    Some(Rule {
        clause,
        article: article?,
        phrase: phrase?,
        asks: asks?,
        columns: seen,
        missing,
        reason,
        note,
    })
}

/// A text that must be there and say something.
fn filled<'t>(file: &mut SettingsFile<'t>, section: &Section<'t>, key: &str) -> Option<String> {
    let text = file.text(section, key)?;
    if text.trim().is_empty() {
        file.fault(section, key, String::from("expected some words, found none"));
        return None;
    }
    Some(text)
}

fn optional<'t>(file: &mut SettingsFile<'t>, section: &Section<'t>, key: &str) -> Option<String> {
    section.value(key)?;
    filled(file, section, key)
}

/// A list such as `["visit.走访时间"]`; none when the key is absent.
fn columns<'t>(file: &mut SettingsFile<'t>, section: &Section<'t>, key: &str) -> Vec<ColumnName> {
    let Some(value) = section.value(key) else {
        return vec![];
    };
    let column = |value: &DeValue<'_>| {
        let (dataset, header) = value.as_str()?.split_once('.')?;
        let is_named = !dataset.is_empty() && !header.is_empty();
        is_named.then(|| ColumnName {
            dataset: dataset.to_owned(),
            header: header.to_owned(),
        })
    };
    let columns: Option<Vec<ColumnName>> = value
        .as_array()
        .and_then(|list| list.iter().map(|entry| column(entry.get_ref())).collect());
    if columns.is_none() {
        file.fault(
            section,
            key,
            expected("a list such as [\"visit.走访时间\"]", value),
        );
    }
    columns.unwrap_or_default()
}
