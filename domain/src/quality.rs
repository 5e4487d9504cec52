//! Data quality: what is asked of delivered rows, how often it is not so, and where.
//!
//! A rule asks one thing of the rows of one register. A row of which it cannot be said, because the value is absent, is neither right nor
//! wrong and is not counted, unless the rule is about the absence.

use chrono::NaiveDate;
use serde::Serialize;

use crate::code::code_list;
use crate::region::RegionCode;

code_list! {
    /// In what way data are bad: the three of the policy documents (信息录入不及时、不准确、不完整, LT-12), and 不一致 between departments.
    pub enum Dimension {
        Late = "不及时",
        Inaccurate = "不准确",
        Incomplete = "不完整",
        Inconsistent = "不一致",
    }
}

/// Rows of one kind that are asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Register {
    /// `member`
    pub name: String,
    /// 家庭成员
    pub title: String,
    /// What a row is, and which rows are asked.
    pub meaning: String,
}

/// A rule as the pages show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct QualityRule {
    /// `primary_pupil_age`
    pub name: String,
    /// Whose rows are asked: `member`.
    pub register: String,
    /// 家庭成员
    pub register_title: String,
    pub title: String,
    pub meaning: String,
    /// The column at issue, as its header is called: 在校生状况.
    pub field: String,
    /// One of [`Dimension`].
    pub dimension: String,
    /// `info`, `warn`, `error`.
    pub severity: String,
    /// Clauses of policy documents and codes of the public suite.
    pub source: Vec<String>,
}

/// One row of the published table `quality_rate`: how many rows were asked, and how many were wrong.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct QualityRate {
    pub as_of: NaiveDate,
    /// Empty for all rules of the dimension.
    pub rule: String,
    /// Empty for all rules.
    pub dimension: String,
    pub region_code: RegionCode,
    pub level: String,
    /// Who delivered the rows; empty for everybody.
    pub office: String,
    /// Who is named in the rows as the one in charge, by number; empty for everybody.
    pub person_in_charge: String,
    pub numerator: f64,
    pub denominator: f64,
    pub value: Option<f64>,
    pub profile: String,
    pub clause: String,
}

/// One row of the published table `quality_problem`: one row of a register that breaks one rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct QualityProblem {
    pub as_of: NaiveDate,
    pub rule: String,
    pub region_code: RegionCode,
    pub household_id: String,
    /// The key of the row.
    pub subject: String,
    pub office: String,
    pub person_in_charge: String,
    pub opened_on: NaiveDate,
    pub closed_on: Option<NaiveDate>,
    pub state: String,
}

/// One row of the published table `reconciliation`: two counts of the same thing, and what explains their difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Account {
    /// `night`: the release before and this one. `department`: a department and the households one by one.
    pub kind: String,
    /// 监测户, 低保户数（民政）, …
    pub ledger: String,
    pub region_code: RegionCode,
    /// What the release before, or the department, counts.
    pub theirs: i64,
    pub came_in: i64,
    pub went_out: i64,
    pub ours: i64,
    /// What no household by name explains.
    pub difference: i64,
}

/// What a release says about the data it rests on.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Quality {
    pub rules: Vec<QualityRule>,
    pub rates: Vec<QualityRate>,
    /// Those that are open, by place and rule.
    pub problems: Vec<QualityProblem>,
    pub accounts: Vec<Account>,
}

impl Quality {
    /// The rule of this name.
    pub fn rule(&self, name: &str) -> Option<&QualityRule> {
        self.rules.iter().find(|rule| rule.name == name)
    }

    /// The rates of a place that are of everybody's rows.
    pub fn of_place(&self, region: RegionCode) -> impl Iterator<Item = &QualityRate> {
        self.rates.iter().filter(move |rate| {
            rate.region_code == region && rate.office.is_empty() && rate.person_in_charge.is_empty()
        })
    }

    /// The accounts of a place, those with the release before first.
    pub fn accounts_of(&self, region: RegionCode) -> impl Iterator<Item = &Account> {
        let nights = self.accounts.iter().filter(|account| account.kind == "night");
        let departments = self.accounts.iter().filter(|account| account.kind != "night");
        nights
            .chain(departments)
            .filter(move |account| account.region_code == region)
    }

    /// The rates of the offices that delivered rows of a place, by office and dimension.
    pub fn of_offices(&self, region: RegionCode) -> impl Iterator<Item = &QualityRate> {
        self.rates
            .iter()
            .filter(move |rate| rate.region_code == region && !rate.office.is_empty() && rate.rule.is_empty())
    }
}
