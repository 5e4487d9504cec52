//! However often, in whatever pieces and in whatever order the same rows are delivered, the tables end the same.

use crate::support::{self, Books, TempHome};

const HEAD: &str = "走访编号,户编号,走访人编号,走访人角色,走访方式,走访时间,走访目的";

/// Visits of two households by day, and what for.
fn visits(rows: &[(&str, &str, &str)]) -> String {
    let lines = rows
        .iter()
        .map(|(id, day, purpose)| format!("{id},H1,R1,网格员,入户访问,{day},{purpose}"));
    [HEAD.to_owned()]
        .into_iter()
        .chain(lines)
        .map(|line| line + "\n")
        .collect()
}

const APRIL: [(&str, &str, &str); 3] = [
    ("Z1", "2022-04-10", "月走访"),
    ("Z2", "2022-04-11", "月走访"),
    ("Z3", "2022-04-12", "月走访"),
];
const MAY: [(&str, &str, &str); 2] = [("Z4", "2022-05-10", "月走访"), ("Z5", "2022-05-11", "月走访")];

/// A delivery: the night it is dated, and its files.
type Delivery<'a> = (&'a str, Vec<(&'a str, String)>);

/// Lands deliveries one run each in a home with the key of `like`, and gives what it holds.
fn landed(like: Option<&TempHome>, deliveries: &[Delivery<'_>]) -> (TempHome, Books) {
    let home = support::home();
    if let Some(other) = like {
        std::fs::copy(other.key_file(), home.key_file()).unwrap();
    }
    let base = tempfile::tempdir().unwrap();
    support::two_households(&base.path().join("2022-05-01"));
    assert!(
        support::run(home.path(), base.path(), "2022-06-30")
            .status
            .success()
    );
    for (night, files) in deliveries {
        let drop = tempfile::tempdir().unwrap();
        for (name, text) in files {
            support::write(&drop.path().join(night).join(name), text);
        }
        let output = support::run(home.path(), drop.path(), "2022-06-30");
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    let books = support::books(home.path());
    (home, books)
}

fn rows(
    of: &[(&'static str, &'static str, &'static str)],
) -> Vec<(&'static str, &'static str, &'static str)> {
    of.to_vec()
}

#[test]
fn the_same_rows_end_as_the_same_tables_in_whatever_pieces_they_come() {
    let april = || ("2022-05-02", vec![("四月.csv", visits(&APRIL))]);
    let may = || ("2022-06-01", vec![("五月.csv", visits(&MAY))]);
    let (home, expected) = landed(None, &[april(), may()]);
    let same = |what: &str, deliveries: &[Delivery<'_>]| {
        let (_home, books) = landed(Some(&home), deliveries);
        assert_eq!(books, expected, "{what}");
    };

    same("twice", &[april(), april(), may(), may()]);
    same(
        "under another name",
        &[
            april(),
            (
                "2022-06-01",
                vec![("a.csv", visits(&APRIL)), ("b.csv", visits(&MAY))],
            ),
        ],
    );
    let mut reversed = rows(&APRIL);
    reversed.reverse();
    same(
        "in another order",
        &[("2022-05-02", vec![("四月.csv", visits(&reversed))]), may()],
    );
    same(
        "in pieces",
        &[
            (
                "2022-05-02",
                vec![("1.csv", visits(&APRIL[..1])), ("2.csv", visits(&APRIL[1..]))],
            ),
            may(),
        ],
    );
    let overlapping = [rows(&APRIL[1..]), rows(&MAY)].concat();
    same(
        "overlapping",
        &[april(), ("2022-06-01", vec![("五月.csv", visits(&overlapping))])],
    );
    same("a month before the one before it", &[may(), april()]);
}

#[test]
fn the_last_delivered_correction_stands_in_whatever_order_the_nights_arrive() {
    let as_of = |night, purpose| {
        (
            night,
            vec![("走访.csv", visits(&[("Z1", "2022-04-10", purpose)]))],
        )
    };
    let first = || as_of("2022-05-02", "月走访");
    let second = || as_of("2022-06-01", "排查");
    let third = || as_of("2022-06-30", "回访");
    let (home, expected) = landed(None, &[first(), second(), third()]);

    for order in [
        [first(), third(), second()],
        [second(), first(), third()],
        [third(), second(), first()],
    ] {
        let (_home, books) = landed(Some(&home), &order);
        assert_eq!(books, expected, "{:?}", order.map(|(night, _)| night));
    }

    // What was believed after each night stays answerable.
    let believed = |release: &str| {
        let output = support::dixian_in(
            home.path(),
            &[
                "query",
                "select visit_purpose from source_visit",
                "--release",
                release,
                "--format",
                "csv",
            ],
        );
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout)
            .unwrap()
            .lines()
            .nth(1)
            .map(str::to_owned)
    };
    let releases = [
        "R20220630-0001",
        "R20220630-0002",
        "R20220630-0003",
        "R20220630-0004",
    ];
    assert_eq!(
        releases.map(believed),
        [
            None,
            Some("月走访".into()),
            Some("排查".into()),
            Some("回访".into())
        ]
    );
}

#[test]
fn a_problem_is_kept_until_a_corrected_row_answers_it_or_somebody_waives_it() {
    let night = |night, day| {
        (
            night,
            vec![(
                "走访.csv",
                visits(&[("Z1", day, "月走访"), ("Z2", "明天", "月走访")]),
            )],
        )
    };
    let problems = |home: &std::path::Path, state: &str| -> Vec<(String, i64)> {
        let output = support::dixian_in(home, &["problem", "list", "--state", state, "--format", "json"]);
        let list: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        list.as_array()
            .unwrap()
            .iter()
            .map(|problem| {
                let text = |name: &str| problem[name].as_str().unwrap().to_owned();
                assert_eq!([text("reason"), text("header")], ["date_invalid", "走访时间"]);
                (text("problem_id"), problem["row_number"].as_i64().unwrap())
            })
            .collect()
    };

    let (home, _) = landed(None, &[night("2022-05-02", "2022-04-31")]);
    let open = problems(home.path(), "open");
    assert_eq!(open.iter().map(|(_, row)| *row).collect::<Vec<_>>(), [2, 3]);

    // The same faults again are the same problems; a corrected row closes its own.
    let drop = tempfile::tempdir().unwrap();
    for (day, time) in [("2022-05-03", "2022-04-31"), ("2022-05-04", "2022-04-30")] {
        let (folder, files) = night(day, time);
        support::write(&drop.path().join(folder).join(files[0].0), &files[0].1);
    }
    assert!(
        support::run(home.path(), drop.path(), "2022-06-30")
            .status
            .success()
    );
    assert_eq!(problems(home.path(), "open"), [open[1].clone()]);
    assert_eq!(problems(home.path(), "closed"), [open[0].clone()]);

    let refused = support::dixian_in(
        home.path(),
        &["problem", "waive", &open[1].0, "--by", " ", "--because", "x"],
    );
    assert_eq!(refused.status.code(), Some(1));
    let waived = support::dixian_in(
        home.path(),
        &[
            "problem",
            "waive",
            &open[1].0,
            "--by",
            "数据岗",
            "--because",
            "原始记录遗失",
        ],
    );
    assert!(waived.status.success());
    assert_eq!(problems(home.path(), "open"), []);
    assert_eq!(problems(home.path(), "waived"), [open[1].clone()]);
}
