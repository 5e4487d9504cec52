//! What an office has to do about a fault.

use crate::disposition::Reason;

impl Reason {
    /// The reason in a few Chinese words.
    pub const fn title(self) -> &'static str {
        match self {
            Self::CodeUnknown => "不在代码表内",
            Self::DateAmbiguous => "日期看不出是哪一天",
            Self::DateInvalid => "日期不存在或不是日期",
            Self::HouseholdUnknown => "户编号查不到",
            Self::IdChecksum => "证件号码校验不通过",
            Self::IdPrecisionLost => "证件号码或编号被表格软件截断",
            Self::NumberInvalid => "不是数字",
            Self::OrderInvalid => "日期先后颠倒",
            Self::RegionUnknown => "行政区划查不到",
            Self::RequiredMissing => "必填项为空",
        }
    }

    /// A Chinese sentence for the one who corrects it.
    pub const fn advice(self) -> &'static str {
        match self {
            Self::CodeUnknown => "请改为批注中列出的选项之一。",
            Self::DateAmbiguous => "请写全年、月、日，如2023-05-15。",
            Self::DateInvalid => "请核对原始记录，填写真实存在的日期，如2023-05-15。",
            Self::HouseholdUnknown => "请核对户编号；如为新增户，请先报送户信息。",
            Self::IdChecksum => "请对照证件原件逐位核对号码。",
            Self::IdPrecisionLost => "请先把该列设为文本格式，再对照证件原件重新录入全部数字。",
            Self::NumberInvalid => "请只填数字，单位写在表头。",
            Self::OrderInvalid => "请核对两个日期的先后，日期不得晚于报送日。",
            Self::RegionUnknown => "请填写12位统计用区划代码，并核对该代码是否在行政区划表内。",
            Self::RequiredMissing => "请补填。",
        }
    }

    /// The reason with this word.
    pub fn named(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.key() == key)
    }
}
