//! How well people are, by their age, and what a risk does to one of them.

use chrono::NaiveDate;
use domain::member::{DisabilityGrade, DisabilityKind, Health, LabourClass};
use domain::risk::Risk;

use super::{Condition, Member};
use crate::dice::Dice;

/// How somebody of this age is, most of the time.
pub(super) fn condition(dice: &mut Dice, age: i64, stays_in_school: bool) -> Condition {
    let years = f64::from(i32::try_from(age).unwrap_or(0));
    let is_disabled = dice.chance(0.012 + years * 0.0006);
    let is_ill = dice.chance((years - 25.0).max(0.0) * 0.006);
    let disability = is_disabled.then(|| (*dice.pick(DisabilityKind::ALL), *dice.pick(DisabilityGrade::ALL)));
    let health = match (disability, is_ill) {
        (Some(_), _) => Health::Disabled,
        (None, true) if dice.chance(0.06) => Health::SeriouslyIll,
        (None, true) => Health::ChronicallyIll,
        (None, false) => Health::Healthy,
    };
    let is_severe = matches!(
        disability,
        Some((_, DisabilityGrade::First | DisabilityGrade::Second))
    );
    let labour = match age {
        ..16 => LabourClass::None_,
        16..21 if stays_in_school => LabourClass::None_,
        _ if is_severe => LabourClass::Lost,
        16..60 => dice.among(&[
            (LabourClass::Ordinary, 0.80),
            (LabourClass::Skilled, 0.12),
            (LabourClass::Weak, 0.08),
        ]),
        60..70 => dice.among(&[
            (LabourClass::Weak, 0.55),
            (LabourClass::Ordinary, 0.15),
            (LabourClass::None_, 0.30),
        ]),
        _ => dice.among(&[(LabourClass::Weak, 0.15), (LabourClass::None_, 0.85)]),
    };
    Condition {
        health,
        labour,
        disability,
    }
}

/// What the risk does to the family, from the day it arose. It never takes the last working member of a household that has one.
pub(super) fn strike(
    dice: &mut Dice,
    members: &mut [Member],
    risk: Risk,
    arose_on: NaiveDate,
    is_without_labour: bool,
) {
    let grown: Vec<usize> = (0..members.len())
        .filter(|index| members[*index].age_on(arose_on) >= 16 && members[*index].joined_on.is_none())
        .collect();
    if grown.is_empty() {
        return;
    }
    let victim = *dice.pick(&grown);
    let others_work = members
        .iter()
        .enumerate()
        .any(|(index, member)| index != victim && member.condition.labour.has_capacity());
    let before = members[victim].condition;
    let weaker = match before.labour {
        LabourClass::Skilled | LabourClass::Ordinary if others_work && dice.chance(0.5) => LabourClass::Lost,
        LabourClass::Skilled | LabourClass::Ordinary | LabourClass::Weak => LabourClass::Weak,
        LabourClass::Lost | LabourClass::None_ => before.labour,
    };
    let labour = if is_without_labour { before.labour } else { weaker };
    let after = match risk {
        Risk::Illness if before.health != Health::Disabled => Condition {
            health: if dice.chance(0.6) {
                Health::SeriouslyIll
            } else {
                Health::ChronicallyIll
            },
            labour,
            disability: None,
        },
        Risk::Disability | Risk::Accident if before.disability.is_none() => Condition {
            health: Health::Disabled,
            labour,
            disability: Some((
                *dice.pick(&[
                    DisabilityKind::Limbs,
                    DisabilityKind::Sight,
                    DisabilityKind::Intellect,
                ]),
                *dice.pick(&[
                    DisabilityGrade::Second,
                    DisabilityGrade::Third,
                    DisabilityGrade::Fourth,
                ]),
            )),
        },
        _ => return,
    };
    members[victim].struck = Some((arose_on, after));
    if after.labour == LabourClass::Lost {
        members[victim].works_away = false;
    }
}
