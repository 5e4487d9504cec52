//! The SQL of the project: which files there are, what their headers say, and in which order they run.
//!
//! A definition is one file. Its header (strict TOML in the opening comment) gives the catalogue entry; what it depends on is read
//! from the SQL itself, so it cannot be declared wrongly.

use std::collections::{BTreeMap, BTreeSet};

use datafusion::prelude::SessionContext;
use domain::policy::Parameter;
use domain::quality::QualityRule;
use domain::release::{Better, Definition, FigureUnit, Rule};
use serde::Deserialize;

use crate::error::{Result, WarehouseError};
use crate::quality::{Register, read_registers};
use crate::session;

/// One file below `sql/`: its path there (`indicators/stock/households.sql`, `quality/member.toml`) and its text.
#[derive(Debug, Clone)]
pub struct SqlFile {
    pub path: String,
    pub text: String,
}

impl SqlFile {
    pub(crate) fn name(&self) -> &str {
        self.path
            .rsplit('/')
            .next()
            .and_then(|file| file.strip_suffix(".sql").or_else(|| file.strip_suffix(".toml")))
            .unwrap_or(&self.path)
    }

    /// Whether it holds rules of data quality and no SQL.
    fn is_rules(&self) -> bool {
        std::path::Path::new(&self.path)
            .extension()
            .is_some_and(|extension| extension == "toml")
    }

    /// The folder between the family and the file: `stock`.
    fn topic(&self) -> &str {
        self.path.split('/').rev().nth(1).unwrap_or_default()
    }
}

/// A staging, core or published model: a table made from others.
#[derive(Debug, Clone)]
pub(crate) struct Model {
    pub name: String,
    pub text: String,
    /// Staging renames and casts and is read where it stands; core is computed once a run and kept.
    pub is_staging: bool,
    pub needs: Vec<String>,
}

/// How the figures of an indicator come to upper levels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Grain {
    /// Village rows, summed over the region tree.
    Village,
    /// Computed at every level by the file itself.
    Own,
}

/// One figure: its catalogue entry and its SQL.
#[derive(Debug, Clone)]
pub(crate) struct Indicator {
    pub definition: Definition,
    pub grain: Grain,
    pub has_interval: bool,
    pub has_trend: bool,
    pub text: String,
    pub needs: Vec<String>,
}

/// One rule of findings.
#[derive(Debug, Clone)]
pub(crate) struct Finder {
    pub rule: Rule,
    pub text: String,
    pub needs: Vec<String>,
}

/// Everything below `sql/`, read and ordered.
#[derive(Debug, Clone)]
pub struct Catalogue {
    pub(crate) models: BTreeMap<String, Model>,
    pub(crate) published: BTreeMap<String, Model>,
    pub(crate) indicators: Vec<Indicator>,
    pub(crate) finders: Vec<Finder>,
    pub(crate) registers: Vec<Register>,
    has_own_rules: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum IntervalKind {
    Wilson,
    None,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct IndicatorHeader {
    title: String,
    meaning: String,
    numerator: String,
    denominator: Option<String>,
    grain: Grain,
    unit: FigureUnit,
    better: Better,
    interval: IntervalKind,
    slice: Option<String>,
    #[serde(default)]
    trend: bool,
    policy: Vec<String>,
    source: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FindingHeader {
    title: String,
    meaning: String,
    action: String,
    owner: String,
    policy: Vec<String>,
    source: Vec<String>,
}

impl Catalogue {
    /// Reads the files of `sql/`.
    pub fn read(files: &[SqlFile]) -> Result<Self> {
        let parser = SessionContext::from(
            datafusion::execution::session_state::SessionStateBuilder::new_with_default_features().build(),
        );
        let mut catalogue = Self {
            models: BTreeMap::new(),
            published: BTreeMap::new(),
            indicators: vec![],
            finders: vec![],
            registers: vec![],
            has_own_rules: false,
        };
        let mut registers = BTreeMap::new();
        let (rules, files): (Vec<&SqlFile>, Vec<&SqlFile>) = files.iter().partition(|file| file.is_rules());
        for file in files {
            let needs = session::references(&parser, &file.text).map_err(|source| match source {
                WarehouseError::Query(source) => WarehouseError::Model {
                    model: file.path.clone(),
                    source,
                },
                other => other,
            })?;
            let model = |is_staging| Model {
                name: file.name().to_owned(),
                text: file.text.clone(),
                is_staging,
                needs: needs.clone(),
            };
            match file.path.split('/').next().unwrap_or_default() {
                "staging" => drop(catalogue.models.insert(file.name().to_owned(), model(true))),
                "core" => drop(catalogue.models.insert(file.name().to_owned(), model(false))),
                "published" => drop(catalogue.published.insert(file.name().to_owned(), model(false))),
                "indicators" => catalogue.indicators.push(indicator(file, needs)?),
                "findings" => catalogue.finders.push(finder(file, needs)?),
                "quality" => {
                    let register = Register {
                        name: file.name().to_owned(),
                        header: header(file)?,
                        text: file.text.clone(),
                        needs,
                        rules: vec![],
                    };
                    registers.insert(register.name.clone(), register);
                }
                family => {
                    return Err(header_fault(
                        file,
                        format!("there is no family of files called `{family}`"),
                    ));
                }
            }
        }
        catalogue
            .indicators
            .sort_by(|a, b| a.definition.name.cmp(&b.definition.name));
        catalogue.finders.sort_by(|a, b| a.rule.name.cmp(&b.rule.name));
        catalogue.has_own_rules = rules.iter().any(|file| !file.path.starts_with("quality/"));
        catalogue.registers = read_registers(registers, &rules).map_err(WarehouseError::QualityRules)?;
        Ok(catalogue)
    }

    /// The models that `wanted` need, each after those it needs itself.
    pub(crate) fn order(&self, wanted: impl IntoIterator<Item = String>) -> Result<Vec<&Model>> {
        let mut order = vec![];
        let mut done = BTreeSet::new();
        for name in wanted {
            self.visit(&name, &mut vec![], &mut done, &mut order)?;
        }
        Ok(order)
    }

    fn visit<'a>(
        &'a self,
        name: &str,
        above: &mut Vec<String>,
        done: &mut BTreeSet<String>,
        order: &mut Vec<&'a Model>,
    ) -> Result<()> {
        let Some(model) = self.models.get(name) else {
            return Ok(()); // A source table, a code table or a table of the run.
        };
        if done.contains(name) {
            return Ok(());
        }
        if above.iter().any(|waiting| waiting == name) {
            return Err(WarehouseError::Cycle(name.to_owned()));
        }
        above.push(name.to_owned());
        for need in &model.needs {
            self.visit(need, above, done, order)?;
        }
        above.pop();
        done.insert(name.to_owned());
        order.push(model);
        Ok(())
    }

    /// The catalogue entries of all indicators, by name.
    pub fn definitions(&self) -> Vec<Definition> {
        self.indicators
            .iter()
            .map(|indicator| indicator.definition.clone())
            .collect()
    }

    /// The rules of all findings, by name.
    pub fn rules(&self) -> Vec<Rule> {
        self.finders.iter().map(|finder| finder.rule.clone()).collect()
    }

    /// Whether there are rules of data quality besides the shipped ones, which the tests hold to the check.
    pub fn has_own_rules(&self) -> bool {
        self.has_own_rules
    }

    /// The registers whose rows are asked.
    pub fn quality_registers(&self) -> Vec<domain::quality::Register> {
        let shown = |register: &Register| domain::quality::Register {
            name: register.name.clone(),
            title: register.header.title.clone(),
            meaning: register.header.meaning.clone(),
        };
        self.registers.iter().map(shown).collect()
    }

    /// The rules of data quality, by register, in the order of their files.
    pub fn quality_rules(&self) -> Vec<QualityRule> {
        self.registers
            .iter()
            .flat_map(|register| register.rules.iter().map(|rule| rule.shown(register)))
            .collect()
    }
}

fn indicator(file: &SqlFile, needs: Vec<String>) -> Result<Indicator> {
    let header: IndicatorHeader = header(file)?;
    check_parameters(file, &header.policy)?;
    Ok(Indicator {
        definition: Definition {
            name: file.name().to_owned(),
            topic: file.topic().to_owned(),
            title: header.title,
            meaning: header.meaning,
            numerator: header.numerator,
            denominator: header.denominator,
            unit: header.unit,
            better: header.better,
            policy: header.policy,
            source: header.source,
            slice: header.slice,
        },
        grain: header.grain,
        has_interval: header.interval == IntervalKind::Wilson,
        has_trend: header.trend,
        text: file.text.clone(),
        needs,
    })
}

fn finder(file: &SqlFile, needs: Vec<String>) -> Result<Finder> {
    let header: FindingHeader = header(file)?;
    check_parameters(file, &header.policy)?;
    Ok(Finder {
        rule: Rule {
            name: file.name().to_owned(),
            topic: file.topic().to_owned(),
            title: header.title,
            meaning: header.meaning,
            action: header.action,
            owner: header.owner,
            policy: header.policy,
            source: header.source,
        },
        text: file.text.clone(),
        needs,
    })
}

fn header<H: serde::de::DeserializeOwned>(file: &SqlFile) -> Result<H> {
    let inside = file
        .text
        .strip_prefix("/*")
        .and_then(|rest| rest.split_once("*/"))
        .map(|(inside, _)| inside)
        .ok_or_else(|| {
            header_fault(
                file,
                "the file must open with a comment that holds its header".to_owned(),
            )
        })?;
    toml::from_str(inside).map_err(|fault| header_fault(file, fault.to_string()))
}

fn check_parameters(file: &SqlFile, names: &[String]) -> Result<()> {
    match names.iter().find(|name| Parameter::from_name(name).is_none()) {
        Some(unknown) => Err(header_fault(
            file,
            format!("no policy has a parameter `{unknown}`"),
        )),
        None => Ok(()),
    }
}

fn header_fault(file: &SqlFile, fault: String) -> WarehouseError {
    WarehouseError::Header {
        file: file.path.clone(),
        fault,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "/*\ntitle = \"t\"\nmeaning = \"m\"\nnumerator = \"n\"\ngrain = \"village\"\nunit = \"households\"\n\
        better = \"neither\"\ninterval = \"none\"\npolicy = []\nsource = []\n*/\n";

    fn file(path: &str, text: &str) -> SqlFile {
        SqlFile {
            path: path.to_owned(),
            text: text.to_owned(),
        }
    }

    #[test]
    fn models_come_after_what_they_read() {
        let catalogue = Catalogue::read(&[
            file("core/fct_b.sql", "select x from fct_a"),
            file("core/fct_a.sql", "select x from stg_c"),
            file("staging/stg_c.sql", "select x from source_c"),
        ])
        .unwrap();

        let order = catalogue.order(["fct_b".to_owned()]).unwrap();

        assert_eq!(
            order.iter().map(|model| model.name.as_str()).collect::<Vec<_>>(),
            ["stg_c", "fct_a", "fct_b"]
        );
    }

    #[test]
    fn a_circle_is_named() {
        let catalogue = Catalogue::read(&[
            file("core/fct_a.sql", "select x from fct_b"),
            file("core/fct_b.sql", "select x from fct_a"),
        ])
        .unwrap();

        assert!(matches!(
            catalogue.order(["fct_a".to_owned()]),
            Err(WarehouseError::Cycle(_))
        ));
    }

    #[test]
    fn the_name_and_the_topic_of_an_indicator_are_its_path() {
        let text = format!(
            "{HEADER}select region_code, '' as slice, 1 as numerator, null as denominator from fct_a"
        );
        let catalogue = Catalogue::read(&[file("indicators/stock/things.sql", &text)]).unwrap();

        let definition = &catalogue.definitions()[0];
        assert_eq!(
            (definition.name.as_str(), definition.topic.as_str()),
            ("things", "stock")
        );
        assert_eq!(catalogue.indicators[0].needs, ["fct_a"]);
    }

    #[test]
    fn a_faulty_header_names_its_file() {
        let faults = [
            "select 1",
            "/* title = \"t\" */ select 1",
            &HEADER.replace("policy = []", "policy = [\"no.such\"]"),
            &HEADER.replace("better", "beter"),
        ]
        .map(|text| {
            Catalogue::read(&[file("indicators/stock/things.sql", text)])
                .unwrap_err()
                .to_string()
        });

        for fault in faults {
            assert!(fault.contains("indicators/stock/things.sql"), "{fault}");
        }
    }
}
