//! Clues from outside the village: warnings of departments and farmers' own declarations.

use crate::code::code_list;
use crate::risk::Risk;

code_list! {
    /// 部门
    pub enum Department {
        RuralRevitalisation = "乡村振兴",
        MedicalInsurance = "医保",
        Education = "教育",
        Housing = "住建",
        Water = "农水",
        Agriculture = "农业农村",
        CivilAffairs = "民政",
        DisabledPersons = "残联",
        Labour = "人社",
        Petitions = "信访",
        Police = "公安",
        Emergency = "应急",
        Other = "其他",
    }
}

impl Department {
    /// The risk that its warnings are about; none for those that warn of anything (信访, 民政 …).
    pub const fn risk(self) -> Option<Risk> {
        match self {
            Self::MedicalInsurance => Some(Risk::Illness),
            Self::Education => Some(Risk::Schooling),
            Self::Housing => Some(Risk::Housing),
            Self::Water => Some(Risk::Water),
            Self::Agriculture => Some(Risk::ProjectFailure),
            Self::DisabledPersons => Some(Risk::Disability),
            Self::Labour => Some(Risk::UnstableWork),
            Self::Police => Some(Risk::Accident),
            Self::Emergency => Some(Risk::NaturalDisaster),
            Self::RuralRevitalisation | Self::CivilAffairs | Self::Petitions | Self::Other => None,
        }
    }
}

code_list! {
    /// 核实结果 of a warning
    pub enum WarningResult {
        NoRisk = "不存在风险",
        Watched = "持续关注",
        Included = "纳入",
        AlreadyMonitored = "已是监测对象",
        HouseholdNotFound = "查无此户",
    }
}

code_list! {
    /// 渠道 of a declaration
    pub enum DeclarationChannel {
        Written = "书面",
        NationalApp = "全国APP",
        MiniProgram = "小程序",
        Line12317 = "12317",
        Line12345 = "12345",
        Platform = "服务平台",
    }
}

code_list! {
    /// 结果 of a declaration
    pub enum DeclarationResult {
        Included = "纳入",
        NotIncluded = "不纳入",
        Watched = "持续关注",
    }
}
