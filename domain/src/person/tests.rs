//! The example of GB 11643 is 11010519491231002X; all other numbers are made from parts.

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn id(sequence: u16) -> IdNumber {
    IdNumber::from_parts("340604".parse().unwrap(), day("1990-01-01"), sequence)
}

#[test]
fn the_example_of_the_standard_passes() {
    let id: IdNumber = "11010519491231002X".parse().unwrap();

    assert_eq!(id.birth_on(), day("1949-12-31"));
    assert!(id.is_female());
    assert_eq!(check_character(b"11010519491231002"), 'X');
}

#[test]
fn the_check_character_is_the_weighted_sum_of_the_standard() {
    // The weights as the standard prints them, against the doubling of this module.
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    for sequence in 0..1000 {
        let id = id(sequence);
        let sum: u32 = id
            .reveal()
            .bytes()
            .zip(weights)
            .map(|(digit, weight)| u32::from(digit - b'0') * weight)
            .sum();

        assert_eq!(
            id.reveal().chars().last(),
            "10X98765432".chars().nth(sum as usize % 11),
            "{sequence}"
        );
        assert_eq!(id.reveal().parse(), Ok(id));
    }
}

#[test]
fn what_people_write_is_the_same_number() {
    let id: IdNumber = "11010519491231002X".parse().unwrap();

    for text in [
        "11010519491231002x",
        " 110105 19491231 002X ",
        "'11010519491231002X",
        "＇11010519491231002X",
        "１１０１０５１９４９１２３１００２Ｘ",
        "110105\u{a0}19491231002X\u{200b}",
        "11010519491231002X43",
        "11010519491231002X43B1",
        "11010519491231002x43b1",
        "110105491231002",
    ] {
        assert_eq!(text.parse(), Ok(id), "{text}");
    }
}

#[test]
fn a_wrong_check_character_is_refused() {
    for text in [
        "110105194912310021",
        "11010519491231002",
        "1101051949123100",
        "11010519491231002X4",
        "11010519491231002X4X",
        "11010519491231002X43C1",
        "11010519491231002X43BB",
        "11010519491231002143",
        "X10105194912310021",
        "身份证号不详",
        "无",
        "",
    ] {
        assert_eq!(text.parse::<IdNumber>(), Err(IdFault::Checksum), "{text}");
    }
}

#[test]
fn a_number_that_a_spreadsheet_rounded_has_lost_its_digits() {
    for text in [
        "3.40604E+17",
        "3.40604e+17",
        "3.40604199001010E+17",
        "3E17",
        "340604199001010000",
    ] {
        assert_eq!(text.parse::<IdNumber>(), Err(IdFault::PrecisionLost), "{text}");
    }
}

#[test]
fn zeros_at_the_end_are_no_loss_when_the_check_character_is_right() {
    let right = (0..1000)
        .map(|days| {
            let birth = day("1990-01-01") + chrono::Days::new(days);
            IdNumber::from_parts("340604".parse().unwrap(), birth, 0)
        })
        .find(|id| id.reveal().ends_with("000"))
        .unwrap();

    assert_eq!(right.reveal().parse(), Ok(right));
}

#[test]
fn a_birth_date_that_does_not_exist_is_refused() {
    for birth in ["19900229", "19901301", "19900100", "00000101", "17000101"] {
        let first = format!("340604{birth}123");
        let check = check_character(first.as_bytes().try_into().unwrap());

        assert_eq!(
            format!("{first}{check}").parse::<IdNumber>(),
            Err(IdFault::Checksum),
            "{birth}"
        );
    }
    assert_eq!("340604900229123".parse::<IdNumber>(), Err(IdFault::Checksum));
}

#[test]
fn a_birth_on_the_day_itself_is_not_after_it() {
    assert!(!id(1).born_after(day("1990-01-01")));
    assert!(id(1).born_after(day("1989-12-31")));
}

#[test]
fn odd_sequences_are_men() {
    assert!(!id(1).is_female());
    assert!(id(2).is_female());
}

#[test]
fn secrets_do_not_print() {
    let id: IdNumber = "11010519491231002X".parse().unwrap();
    let key = PseudonymKey::new([7; 32]);

    assert_eq!(
        format!("{id} {id:?}"),
        "11**************2X IdNumber(11**************2X)"
    );
    assert_eq!(
        format!("{:?} {}", PersonName::new("张三丰"), PersonName::new("")),
        "PersonName(张*) "
    );
    assert_eq!(PhoneNumber::new("13812345678").to_string(), "138****5678");
    assert_eq!(PhoneNumber::new("0561-123").to_string(), "****");
    assert_eq!(format!("{key:?}"), "PseudonymKey");
}

#[test]
fn a_person_has_one_key_in_one_deployment_and_another_elsewhere() {
    let here = PseudonymKey::new([1; 32]);
    let elsewhere = PseudonymKey::new([2; 32]);

    assert_eq!(here.person_key(&id(1)), here.person_key(&id(1)));
    assert_ne!(here.person_key(&id(1)), here.person_key(&id(2)));
    assert_ne!(here.person_key(&id(1)), elsewhere.person_key(&id(1)));
    assert_eq!(here.person_key(&id(1)).len(), 52);
}

#[test]
fn what_hides_people_and_what_hides_rows_are_different_secrets() {
    let key = PseudonymKey::new([1; 32]);

    assert_eq!(key.content_secret(), PseudonymKey::new([1; 32]).content_secret());
    assert_ne!(key.content_secret(), PseudonymKey::new([2; 32]).content_secret());
    assert_ne!(key.content_secret(), [1; 32]);
}
