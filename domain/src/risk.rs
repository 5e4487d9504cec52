//! The eleven risk types, and which kinds of help answer them.

use crate::code::code_list;
use crate::measure::MeasureGroup;

code_list! {
    /// 风险类型. The other spellings are those of older exports and of single provinces.
    pub enum Risk {
        Illness = "因病",
        Schooling = "因学",
        Housing = "因住房安全" | "因安全住房",
        Water = "因安全饮水",
        Disability = "因残",
        NaturalDisaster = "因自然灾害",
        Accident = "因意外事故",
        ProjectFailure = "因产业项目失败" | "因产业失败",
        UnstableWork = "因务工就业不稳",
        LackOfLabour = "因缺劳力" | "缺劳动力" | "因缺劳动力",
        Other = "因其他" | "其他",
    }
}

impl Risk {
    /// The groups of measures of which at least one should be present; empty where no rule asks for any.
    pub const fn answers(self) -> &'static [MeasureGroup] {
        use MeasureGroup as Group;
        match self {
            Self::Illness => &[Group::Health, Group::Society, Group::SafetyNet],
            Self::Schooling => &[Group::CompulsorySchool, Group::Education, Group::Society],
            Self::Housing => &[Group::Housing, Group::Relocation],
            Self::Water => &[Group::Water],
            Self::Disability => &[Group::SafetyNet, Group::Society],
            Self::NaturalDisaster
            | Self::Accident
            | Self::ProjectFailure
            | Self::UnstableWork
            | Self::LackOfLabour
            | Self::Other => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn older_spellings_mean_the_same_risk() {
        let risks = ["因安全住房", "缺劳动力", "因缺劳动力", "因产业失败", "其他"]
            .map(|text| Risk::from_label(text).unwrap().label());

        assert_eq!(
            risks,
            ["因住房安全", "因缺劳力", "因缺劳力", "因产业项目失败", "因其他"]
        );
    }

    #[test]
    fn there_are_eleven_and_no_other_word_is_one() {
        assert_eq!(Risk::ALL.len(), 11);
        assert_eq!(Risk::from_label("因懒"), None);
        assert_eq!(Risk::from_label(""), None);
    }

    #[test]
    fn five_risks_ask_for_measures() {
        let asking = Risk::ALL.iter().filter(|risk| !risk.answers().is_empty()).count();

        assert_eq!(asking, 5);
        assert_eq!(
            Risk::Housing.answers(),
            [MeasureGroup::Housing, MeasureGroup::Relocation]
        );
    }
}
