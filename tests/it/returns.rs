//! A file with wrong rows goes back to its office, and what comes back from there is understood.

use crate::support;

#[test]
fn a_returned_workbook_can_be_delivered_again_as_it_is() {
    let (home, out) = (support::home(), tempfile::tempdir().unwrap());
    let drop = tempfile::tempdir().unwrap();
    support::two_households(&drop.path().join("2022-05-01"));
    support::write(
        &drop.path().join("2022-05-31/民政局/走访.csv"),
        "甲县走访记录表,,,,,\n走访编号,户编号,走访人编号,走访人角色,走访方式,走访时间\n\
        Z1,H1,R1,网格员,入户访问,2022-05-10\n\
        Z2,H2,R1,过路人,入户访问,2022-02-30\n\
        合计,,,,,2\n",
    );
    assert!(
        support::run(home.path(), drop.path(), "2022-06-30")
            .status
            .success()
    );
    let problems = || {
        let listed = support::dixian_in(home.path(), &["problem", "list", "--format", "json"]);
        let list: serde_json::Value = serde_json::from_slice(&listed.stdout).unwrap();
        let list = list.as_array().unwrap().iter();
        list.map(|problem| (problem["problem_id"].clone(), problem["nights"].as_i64().unwrap()))
            .collect::<Vec<_>>()
    };
    let before = problems();
    assert_eq!(
        before.iter().map(|(_, nights)| *nights).collect::<Vec<_>>(),
        [1, 1]
    );

    let returned = support::dixian_in(home.path(), &["returns", "--out", out.path().to_str().unwrap()]);

    assert!(
        returned.status.success(),
        "{}",
        String::from_utf8_lossy(&returned.stderr)
    );
    let workbook = out.path().join("民政局/走访（退回）.xlsx");
    let next = tempfile::tempdir().unwrap();
    std::fs::create_dir(next.path().join("2022-06-01")).unwrap();
    std::fs::copy(&workbook, next.path().join("2022-06-01/走访（退回）.xlsx")).unwrap();
    let again = support::dixian_in(
        home.path(),
        &[
            "run",
            "--as-of",
            "2022-06-30",
            "--format",
            "json",
            "--drop",
            next.path().to_str().unwrap(),
        ],
    );
    let outcome: serde_json::Value = serde_json::from_slice(&again.stdout).unwrap();
    let visits = &outcome["datasets"][0];
    assert_eq!(
        [
            &visits["dataset"],
            &visits["rows"],
            &visits["duplicate"],
            &visits["quarantined"]
        ],
        [&serde_json::json!("visit"), &2.into(), &1.into(), &1.into()],
        "{outcome:#}"
    );
    let after = problems();
    assert_eq!(
        after.iter().map(|(id, _)| id).collect::<Vec<_>>(),
        before.iter().map(|(id, _)| id).collect::<Vec<_>>()
    );
    assert_eq!(
        after.iter().map(|(_, nights)| *nights).collect::<Vec<_>>(),
        [2, 2]
    );
}
