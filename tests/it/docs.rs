//! The pages of `docs/` say what the program does: reference pages are written from the program, and what is written by hand names
//! only things that exist.

mod coverage;
mod pages;
mod quality;

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use crate::support;

/// A text of the checkout.
fn text(path: &str) -> String {
    std::fs::read_to_string(support::root().join(path)).expect("a file of the checkout")
}

/// Compares a reference page with what the program says; with `DIXIAN_BLESS=1` the page is written anew.
fn holds(path: &str, expected: &str) {
    #[expect(
        clippy::disallowed_methods,
        reason = "a switch for the person who runs this test, no setting of the program"
    )]
    let is_blessed = std::env::var("DIXIAN_BLESS").is_ok_and(|word| word == "1");
    let file = support::root().join(path);
    if is_blessed {
        std::fs::write(&file, expected).expect("the page can be written");
    }
    let written = std::fs::read_to_string(&file).unwrap_or_default();
    let line = written
        .lines()
        .zip(expected.lines())
        .position(|(written, expected)| written != expected)
        .unwrap_or_else(|| written.lines().count().min(expected.lines().count()))
        + 1;
    assert!(
        written == expected,
        "{path} is not what the program says, from line {line} on; run this test with DIXIAN_BLESS=1 and read what changed"
    );
}

#[test]
fn the_page_of_indicators_is_what_the_sql_says() {
    holds("docs/indicators.md", &pages::indicators());
}

#[test]
fn the_page_of_findings_is_what_the_sql_says() {
    holds("docs/findings.md", &pages::findings());
}

#[test]
fn the_page_of_data_quality_is_what_the_rules_say() {
    holds("docs/quality.md", &quality::quality());
}

#[test]
fn the_page_for_those_who_send_files_is_what_is_read() {
    holds("docs/sources.md", &pages::sources());
}

#[test]
fn the_page_of_policies_is_what_the_profiles_say() {
    holds("docs/policies.md", &pages::policies());
}

#[test]
fn the_page_of_coverage_claims_what_is_there() {
    holds("docs/policy-coverage.md", &coverage::coverage());
}

/// The sections and fields of the settings, as `section.field`, from the types that are read.
fn settings() -> BTreeSet<String> {
    let (config, session) = (text("cli/src/config.rs"), text("warehouse/src/session.rs"));
    let fields = |source: &str, name: &str| -> Vec<(String, String)> {
        let (_, body) = source
            .split_once(&format!("struct {name} {{"))
            .expect("the type of a section");
        body.lines()
            .skip(1)
            .take_while(|line| *line != "}")
            .filter_map(|line| line.trim().strip_prefix("pub ")?.split_once(": "))
            .map(|(field, kind)| (field.to_owned(), kind.trim_end_matches(',').to_owned()))
            .collect()
    };
    let mut found = BTreeSet::new();
    for (section, kind) in fields(&config, "Settings") {
        let source = if config.contains(&format!("struct {kind} {{")) {
            &config
        } else {
            &session
        };
        for (field, _) in fields(source, &kind) {
            found.insert(format!("{section}.{field}"));
        }
    }
    found
}

/// The first block of a language in a page.
fn block(page: &str, language: &str) -> String {
    blocks(page, language).swap_remove(0)
}

/// All blocks of a language in a page.
fn blocks(page: &str, language: &str) -> Vec<String> {
    let opening = format!("```{language}\n");
    let inside = page.split(&opening).skip(1);
    inside
        .filter_map(|rest| rest.split("```").next())
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_setting_stands_in_the_page_of_settings_and_no_other() {
    let page = text("docs/configuration.md");
    let example: toml::Table = block(&page, "toml").parse().unwrap();
    let mut shown = BTreeSet::new();
    for (section, fields) in &example {
        for field in fields.as_table().expect("a section of settings").keys() {
            shown.insert(format!("{section}.{field}"));
        }
    }

    assert_eq!(shown, settings());
    for setting in &shown {
        assert!(
            page.contains(&format!("`{setting}`")),
            "{setting} is not explained"
        );
    }
}

#[test]
fn the_settings_of_the_page_are_understood() {
    let home = support::home();
    let examples = blocks(&text("docs/configuration.md"), "toml");
    let [settings, sources] = examples.as_slice() else {
        panic!("an example of the settings and one of a contract file");
    };
    std::fs::write(home.path().join("dixian.toml"), settings).unwrap();
    std::fs::create_dir(home.path().join("sources")).unwrap();
    std::fs::write(home.path().join("sources/own.toml"), sources).unwrap();

    let doctor = Command::new(support::dixian())
        .arg("--home")
        .arg(home.path())
        .args(["doctor", "--format", "json"])
        .output()
        .unwrap();

    let signs: serde_json::Value = serde_json::from_slice(&doctor.stdout).unwrap();
    for what in ["settings", "sources"] {
        let sign = signs
            .as_array()
            .and_then(|signs| signs.iter().find(|sign| sign["what"] == what))
            .expect("the doctor looks at the settings");
        assert_eq!(sign["is_well"], true, "{sign}");
    }
}

#[test]
fn every_variable_of_the_environment_is_explained() {
    let page = text("docs/configuration.md");
    let mut names = BTreeSet::new();
    for (_, source) in support::texts("cli/src", "rs") {
        for piece in source.split("DIXIAN_").skip(1) {
            let rest: String = piece
                .chars()
                .take_while(|letter| letter.is_ascii_uppercase() || *letter == '_')
                .collect();
            names.insert(format!("DIXIAN_{rest}"));
        }
    }

    assert!(!names.is_empty());
    for name in &names {
        assert!(page.contains(&format!("`{name}`")), "{name} is not explained");
    }
}

#[test]
fn both_readmes_name_every_command() {
    let help = Command::new(support::dixian()).arg("--help").output().unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    let commands: Vec<&str> = help
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter(|line| !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|command| *command != "help")
        .collect();

    assert!(commands.contains(&"run"), "{commands:?}");
    for readme in ["README.md", "README.zh.md"] {
        let page = text(readme);
        for command in &commands {
            assert!(
                page.contains(&format!("dixian {command}")),
                "{readme} does not name `{command}`"
            );
        }
    }
}

/// The pages written in Markdown, by path.
fn markdown() -> Vec<(String, String)> {
    let mut pages: Vec<(String, String)> = support::texts("docs", "md")
        .into_iter()
        .map(|(name, text)| (format!("docs/{name}"), text))
        .collect();
    pages.extend(["README.md", "README.zh.md"].map(|name| (name.to_owned(), text(name))));
    pages
}

#[test]
fn every_link_between_pages_leads_somewhere() {
    let mut broken = vec![];
    for (page, text) in markdown() {
        let folder = support::root().join(&page).parent().map(Path::to_path_buf);
        for target in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let file = target.split('#').next().unwrap_or_default();
            let is_outside = file.is_empty() || file.starts_with("http");
            if !is_outside && !folder.as_ref().is_some_and(|folder| folder.join(file).exists()) {
                broken.push(format!("{page}: {target}"));
            }
        }
    }

    assert!(broken.is_empty(), "{broken:?}");
}

#[test]
fn every_path_that_a_page_names_exists() {
    let tops: BTreeSet<String> = std::fs::read_dir(support::root())
        .unwrap()
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .collect();
    let mut missing = vec![];
    for (page, text) in markdown() {
        for word in text.split('`').skip(1).step_by(2) {
            let is_path = word.split_once('/').is_some_and(|(top, _)| tops.contains(top));
            let is_pattern = word.contains(['*', '{', '<', ' ', '…']);
            if is_path && !is_pattern && !support::root().join(word).exists() {
                missing.push(format!("{page}: {word}"));
            }
        }
    }

    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn every_word_of_the_glossary_is_used_in_the_code() {
    let code: String = ["domain/src", "ingest/src", "sql"]
        .iter()
        .flat_map(|folder| [("rs", folder), ("sql", folder)])
        .flat_map(|(extension, folder)| support::texts(folder, extension))
        .map(|(_, text)| text)
        .collect();
    let page = text("docs/glossary.md");
    let unused: Vec<&str> = page
        .lines()
        .filter(|line| line.starts_with('|'))
        .flat_map(|line| line.split('`').skip(1).step_by(2))
        .filter(|word| !code.contains(word))
        .collect();

    assert!(page.lines().filter(|line| line.starts_with('|')).count() > 10);
    assert!(unused.is_empty(), "{unused:?}");
}
