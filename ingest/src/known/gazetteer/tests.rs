//! 柳城县 with two towns that share the name of a village.

use super::*;

fn code(text: &str) -> RegionCode {
    text.parse().unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// 柳城县 with two towns that both have a 伏虎村, one of which was merged into 龙头村 at the end of 2022.
fn gazetteer() -> Gazetteer {
    let mut gazetteer = Gazetteer::default();
    let places = [
        ("45", "广西壮族自治区", None, None),
        ("4502", "柳州市", None, None),
        ("450222", "柳城县", None, None),
        ("450222102", "龙头镇", None, None),
        ("450222103", "太平镇", None, None),
        ("450222102201", "龙头村民委员会", None, None),
        ("450222102203", "伏虎村委会", None, None),
        ("450222103203", "伏虎村民委员会", None, Some("2022-12-31")),
        ("450222103204", "里明村民委员会", None, Some("2022-12-31")),
        ("450222103205", "里明村委会", Some("2023-01-01"), None),
        ("450222103001", "兴隆社区居民委员会", None, None),
        ("450222103206", "兴隆村委会", None, None),
    ];
    for (place, name, opened_on, closed_on) in places {
        gazetteer.add(
            Place {
                code: code(place),
                name: name.to_owned(),
                parent: None,
                opened_on: opened_on.map(day),
                closed_on: closed_on.map(day),
            },
            (day("2022-01-01"), 0),
        );
    }
    gazetteer
}

fn on(text: &str) -> Surroundings {
    Surroundings {
        day: day(text),
        ..Surroundings::default()
    }
}

#[test]
fn a_name_means_a_place_when_only_one_can_be_meant() {
    let gazetteer = gazetteer();
    for (name, place) in [
        ("龙头镇", "450222102"),
        ("龙头镇人民政府", "450222102"),
        ("柳城县", "450222"),
        ("龙头村", "450222102201"),
        ("龙头村委会", "450222102201"),
        ("龙头村村民委员会", "450222102201"),
        ("龙头镇伏虎村", "450222102203"),
        ("柳城县龙头镇伏虎村", "450222102203"),
        ("柳城龙头伏虎村", "450222102203"),
        ("广西壮族自治区柳州市柳城县龙头镇伏虎村民委员会", "450222102203"),
        ("柳州市-柳城县-龙头镇-伏虎村", "450222102203"),
        (" 龙头镇 伏虎 村 ", "450222102203"),
        ("太平镇伏虎", "450222103203"),
        ("兴隆社区", "450222103001"),
        ("兴隆居委会", "450222103001"),
        ("兴隆村", "450222103206"),
    ] {
        assert_eq!(
            gazetteer.meaning(name, &on("2022-06-30")),
            Meaning::Place(code(place)),
            "{name}"
        );
    }
}

#[test]
fn a_name_that_several_places_have_means_none_of_them() {
    let gazetteer = gazetteer();

    assert_eq!(
        gazetteer.meaning("伏虎村", &on("2022-06-30")),
        Meaning::Several(vec![
            "龙头镇伏虎村委会（450222102203）".to_owned(),
            "太平镇伏虎村民委员会（450222103203）".to_owned(),
        ])
    );
    // The town and the village.
    assert!(matches!(
        gazetteer.meaning("龙头", &on("2022-06-30")),
        Meaning::Several(places) if places.len() == 2
    ));
    assert!(matches!(
        gazetteer.meaning("兴隆", &on("2022-06-30")),
        Meaning::Several(places) if places.len() == 2
    ));
    for name in ["里雍村", "太平镇龙头村", "伏虎村一组", "镇", "村委会", ""] {
        assert_eq!(
            gazetteer.meaning(name, &on("2022-06-30")),
            Meaning::Nothing,
            "{name}"
        );
    }
}

#[test]
fn the_day_tells_which_of_two_places_it_was() {
    let gazetteer = gazetteer();

    let before = gazetteer.meaning("里明村", &on("2022-12-31"));
    let after = gazetteer.meaning("里明村", &on("2023-01-01"));
    let merged = gazetteer.meaning("伏虎村", &on("2023-01-01"));
    // A place that was closed keeps its name when no other has it.
    let closed = gazetteer.meaning("太平镇伏虎村", &on("2023-01-01"));

    assert_eq!(before, Meaning::Place(code("450222103204")));
    assert_eq!(after, Meaning::Place(code("450222103205")));
    assert_eq!(merged, Meaning::Place(code("450222102203")));
    assert_eq!(closed, Meaning::Place(code("450222103203")));
}

#[test]
fn what_the_row_says_must_hold_and_what_is_probable_may() {
    let gazetteer = gazetteer();
    let town = |place: &str| Surroundings {
        row: gazetteer.called(place),
        ..on("2022-06-30")
    };
    let file = |place: &str| Surroundings {
        probable: vec![code(place)],
        ..on("2022-06-30")
    };

    assert_eq!(
        gazetteer.meaning("伏虎村", &town("太平镇")),
        Meaning::Place(code("450222103203"))
    );
    assert_eq!(gazetteer.meaning("龙头村", &town("太平镇")), Meaning::Nothing);
    assert_eq!(
        gazetteer.meaning("伏虎村", &file("450222103")),
        Meaning::Place(code("450222103203"))
    );
    assert_eq!(
        gazetteer.meaning("龙头村", &file("450222103")),
        Meaning::Place(code("450222102201"))
    );
}

#[test]
fn the_path_of_a_file_may_name_a_town_or_a_county() {
    let gazetteer = gazetteer();
    for (path, place) in [
        ("龙头镇/走访.csv", Some("450222102")),
        ("450222103000/a.csv", Some("450222103")),
        ("450222103/a.csv", Some("450222103")),
        ("柳城县走访(1).csv", Some("450222")),
        ("龙头镇、太平镇.csv", None),
        ("走访20220630.csv", None),
    ] {
        assert_eq!(gazetteer.named_by(path), place.map(code), "{path}");
    }
}

#[test]
fn the_stated_parent_goes_before_the_digits() {
    let mut gazetteer = gazetteer();
    gazetteer.add(
        Place {
            code: code("450222102209"),
            name: "新村".to_owned(),
            parent: Some(code("450222103")),
            opened_on: None,
            closed_on: None,
        },
        (day("2022-01-01"), 1),
    );

    assert_eq!(
        gazetteer.meaning("太平镇新村", &on("2022-06-30")),
        Meaning::Place(code("450222102209"))
    );
    assert_eq!(
        gazetteer.meaning("龙头镇新村", &on("2022-06-30")),
        Meaning::Nothing
    );
}
