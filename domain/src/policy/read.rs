//! Policy files as text become profiles, or a list of everything that is wrong with them.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use toml::de::DeValue;

use super::profile::{Confidence, Entry, Profile, Value};
use super::{DEFAULT_KEY, DayType, Kind, Parameter, Unit};
use crate::episode::Stage;
use crate::region::RegionCode;
use crate::settings::{Fault, Section, SettingsFile, expected, whole_number};
use crate::visit::VisitorRole;

/// The profiles of `files`, the later of two with one key.
pub(super) fn profiles(files: &[(&str, &str)]) -> Result<Vec<Profile>, Vec<Fault>> {
    let mut profiles: BTreeMap<String, Profile> = BTreeMap::new();
    let mut faults = vec![];
    for (name, text) in files {
        let mut file = SettingsFile::new(name, text);
        let profile = profile(&mut file, name);
        if !file.has_faults()
            && let Some(profile) = profile
        {
            profiles.insert(profile.key.clone(), profile);
        }
        faults.extend(file.into_faults());
    }
    let profiles: Vec<Profile> = profiles.into_values().collect();
    if faults.is_empty() {
        faults.extend(faults_between(&profiles));
    }
    if faults.is_empty() {
        Ok(profiles)
    } else {
        Err(faults)
    }
}

fn profile(file: &mut SettingsFile<'_>, name: &str) -> Option<Profile> {
    let root = file.root();
    let known = [
        "key",
        "title",
        "region",
        "document",
        "valid_from",
        "valid_to",
        "parameter",
    ];
    file.refuse_others(&root, &known);
    let key = file.text(&root, "key");
    let title = file.text(&root, "title");
    let document = file.text(&root, "document");
    let region = region(file, &root);
    let valid_from = file.optional_date(&root, "valid_from");
    let valid_to = file.optional_date(&root, "valid_to");
    let is_default = key.as_deref() == Some(DEFAULT_KEY);
    check_scope(file, &root, is_default);
    if let (Some(first), Some(last)) = (valid_from, valid_to)
        && last < first
    {
        file.fault(
            &root,
            "valid_to",
            format!("expected a day from {first} on, found {last}"),
        );
    }
    let entries = entries(file, &root);
    if is_default {
        for parameter in Parameter::ALL {
            if !entries.contains_key(parameter) {
                let problem = format!(
                    "expected an entry for `{parameter}`: the default profile answers every parameter"
                );
                file.fault(&root, "", problem);
            }
        }
    }
    Some(Profile {
        key: key?,
        title: title?,
        region,
        document: document?,
        valid_from,
        valid_to,
        file: name.to_owned(),
        entries,
    })
}

/// The default profile holds everywhere and always, every other one from some day on.
fn check_scope<'t>(file: &mut SettingsFile<'t>, root: &Section<'t>, is_default: bool) {
    let has_region = root.value("region").and_then(DeValue::as_str) != Some("");
    if is_default {
        for key in ["valid_from", "valid_to"] {
            if root.value(key).is_some() {
                file.fault(
                    root,
                    key,
                    String::from("expected none: the default profile always holds"),
                );
            }
        }
        if has_region {
            file.fault(
                root,
                "region",
                String::from("expected \"\": the default profile holds everywhere"),
            );
        }
    } else {
        file.required(root, "valid_from");
    }
}

/// The region, none for everywhere. What cannot be read is a fault, so the profile is not used.
fn region<'t>(file: &mut SettingsFile<'t>, root: &Section<'t>) -> Option<RegionCode> {
    let text = file.text(root, "region")?;
    if text.is_empty() {
        return None;
    }
    match text.parse() {
        Ok(region) => Some(region),
        Err(error) => {
            file.fault(root, "region", format!("{error}"));
            None
        }
    }
}

fn entries<'t>(file: &mut SettingsFile<'t>, root: &Section<'t>) -> BTreeMap<Parameter, Entry> {
    let mut entries = BTreeMap::new();
    for (name, section) in file.sections(root, "parameter") {
        let Some(parameter) = Parameter::from_name(&name) else {
            let names: Vec<&str> = Parameter::ALL.iter().map(|known| known.name()).collect();
            let problem = format!("unknown parameter, expected one of {}", names.join(", "));
            file.fault(&section, "", problem);
            continue;
        };
        if let Some(entry) = entry(file, &section, parameter) {
            entries.insert(parameter, entry);
        }
    }
    entries
}

fn entry<'t>(file: &mut SettingsFile<'t>, section: &Section<'t>, parameter: Parameter) -> Option<Entry> {
    let known = [
        "value",
        "unit",
        "day_type",
        "clause",
        "phrase",
        "valid_to",
        "confidence",
    ];
    file.refuse_others(section, &known);
    let value = file.required(section, "value").and_then(|found| {
        let is_unknown = found.as_str() == Some(Confidence::Unknown.key());
        let value = if is_unknown {
            Some(Value::Unknown)
        } else {
            value(parameter.kind(), found)
        };
        if value.is_none() {
            let problem = expected(&parameter.kind().expectation(), found);
            file.fault(section, "value", problem);
        }
        value
    });
    let unit = file.text(section, "unit");
    if let Some(unit) = unit
        && unit != parameter.unit().key()
    {
        let problem = format!("expected \"{}\", found the text `{unit}`", parameter.unit().key());
        file.fault(section, "unit", problem);
    }
    let day_type = day_type(file, section, parameter, value.as_ref());
    let clause = file.text(section, "clause");
    if clause.as_deref() == Some("") {
        file.fault(
            section,
            "clause",
            String::from("expected a clause such as \"LS-18a\""),
        );
    }
    let confidence = word(
        file,
        section,
        "confidence",
        Confidence::from_key,
        "\"stated\", \"inferred\", \"inherited\", \"default\" or \"unknown\"",
    );
    let phrase = section
        .value("phrase")
        .and_then(|_| file.text(section, "phrase"))
        .filter(|phrase| !phrase.is_empty());
    let valid_to = file.optional_date(section, "valid_to");
    let is_unknown = confidence == Some(Confidence::Unknown);
    if let Some(value) = &value
        && is_unknown != (*value == Value::Unknown)
    {
        let problem = String::from("expected \"unknown\" for a value that is \"unknown\", and for no other");
        file.fault(section, "confidence", problem);
    }
    Some(Entry {
        value: value?,
        day_type,
        clause: clause?,
        phrase,
        valid_to,
        confidence: confidence?,
    })
}

/// Days say of which kind they are; nothing else does.
fn day_type<'t>(
    file: &mut SettingsFile<'t>,
    section: &Section<'t>,
    parameter: Parameter,
    value: Option<&Value>,
) -> Option<DayType> {
    let is_number = !matches!(value, Some(Value::Absent | Value::Unknown));
    let counts_days = parameter.unit() == Unit::Day && is_number;
    if counts_days {
        return word(
            file,
            section,
            "day_type",
            DayType::from_key,
            "\"natural\" or \"work\"",
        );
    }
    if section.value("day_type").is_some() {
        file.fault(
            section,
            "day_type",
            String::from("expected none: the value is no number of days"),
        );
    }
    None
}

/// A required word of a closed list.
fn word<'t, T>(
    file: &mut SettingsFile<'t>,
    section: &Section<'t>,
    key: &str,
    read: impl Fn(&str) -> Option<T>,
    words: &str,
) -> Option<T> {
    let found = file.required(section, key)?;
    let word = found.as_str().and_then(read);
    if word.is_none() {
        file.fault(section, key, expected(words, found));
    }
    word
}

/// What a parameter of this kind is, if it can be that.
pub(super) fn value(kind: Kind, found: &DeValue<'_>) -> Option<Value> {
    let number = || {
        whole_number(found)
            .filter(|number| *number >= 0)
            .map(Value::Integer)
    };
    let absent = || (found.as_str() == Some("none")).then_some(Value::Absent);
    match kind {
        Kind::Number => number(),
        Kind::NumberOrNone => absent().or_else(number),
        Kind::Choice(words) => {
            let word = found.as_str().filter(|word| words.contains(word))?;
            Some(Value::Text(word.to_owned()))
        }
        Kind::Roles => {
            let labels = found.as_array()?.iter().map(|label| {
                let role = VisitorRole::from_label(label.get_ref().as_str()?)?;
                Some(role.label().to_owned())
            });
            labels.collect::<Option<Vec<String>>>().map(Value::List)
        }
        Kind::Stages => {
            let labels = found.as_array()?.iter().map(|label| {
                let stage = Stage::from_label(label.get_ref().as_str()?)?;
                Some(stage.label().to_owned())
            });
            labels.collect::<Option<Vec<String>>>().map(Value::List)
        }
        Kind::Labels => absent().or_else(|| {
            let labels = found.as_array()?.iter().map(|label| {
                let label = label.get_ref().as_str().filter(|label| !label.is_empty())?;
                Some(label.to_owned())
            });
            labels.collect::<Option<Vec<String>>>().map(Value::List)
        }),
        Kind::Quarters => absent().or_else(|| {
            let quarters = found.as_array()?.iter().map(|quarter| {
                let quarter = whole_number(quarter.get_ref()).filter(|quarter| (1..=4).contains(quarter))?;
                Some(quarter.to_string())
            });
            quarters.collect::<Option<Vec<String>>>().map(Value::List)
        }),
        Kind::DateOrNone => match found.as_str()? {
            "none" => Some(Value::Absent),
            text => {
                let day: NaiveDate = text.parse().ok()?;
                Some(Value::Text(day.to_string()))
            }
        },
        Kind::Flag => found.as_bool().map(Value::Bool),
    }
}

/// What is wrong with the profiles together: no default, or two documents that begin on one day in one place.
fn faults_between(profiles: &[Profile]) -> Vec<Fault> {
    let mut faults = vec![];
    if !profiles.iter().any(Profile::is_default) {
        faults.push(Fault {
            file: String::from("policies"),
            line: None,
            setting: String::new(),
            problem: format!("expected a profile with the key `{DEFAULT_KEY}`, found none"),
        });
    }
    for (place, profile) in profiles.iter().enumerate() {
        let twin = profiles
            .iter()
            .take(place)
            .find(|other| other.region == profile.region && other.valid_from == profile.valid_from);
        if let Some(twin) = twin {
            faults.push(Fault {
                file: profile.file.clone(),
                line: None,
                setting: String::from("valid_from"),
                problem: format!(
                    "expected another first day than that of `{}` ({}), which holds in the same region",
                    twin.key, twin.file
                ),
            });
        }
    }
    faults
}
