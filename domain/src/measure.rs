//! The fourteen groups of help, their items, and what counts as 开发式帮扶.

use crate::code::code_list;
use crate::text;

code_list! {
    /// 措施类别
    pub enum MeasureGroup {
        Industry = "产业帮扶",
        Employment = "就业帮扶",
        Finance = "金融帮扶",
        PublicPost = "公益岗位帮扶",
        Housing = "住房安全保障",
        Water = "饮水安全保障",
        Health = "健康帮扶",
        CompulsorySchool = "义务教育保障",
        Education = "教育帮扶",
        SafetyNet = "综合保障",
        Society = "社会帮扶",
        Relocation = "搬迁",
        LivingConditions = "生产生活条件改善",
        Infrastructure = "基础设施建设",
    }
}

impl MeasureGroup {
    /// Whether the group raises income by work or business (增收类): 产业, 就业, 金融, 公益岗位.
    pub const fn is_development(self) -> bool {
        match self {
            Self::Industry | Self::Employment | Self::Finance | Self::PublicPost => true,
            Self::Housing
            | Self::Water
            | Self::Health
            | Self::CompulsorySchool
            | Self::Education
            | Self::SafetyNet
            | Self::Society
            | Self::Relocation
            | Self::LivingConditions
            | Self::Infrastructure => false,
        }
    }

    /// The items (措施项目) of the group, as the forms list them.
    pub const fn items(self) -> &'static [&'static str] {
        match self {
            Self::Industry => &[
                "种植业",
                "林果业",
                "养殖业",
                "加工业",
                "乡村旅游",
                "消费帮扶",
                "其他",
            ],
            Self::Employment => &[
                "技能培训",
                "劳务输出",
                "外出务工补贴",
                "以工代赈",
                "经营主体就业",
                "其他",
            ],
            Self::Finance => &["小额信贷", "其他"],
            Self::PublicPost => &["护林员", "护草员", "保洁员", "其他"],
            Self::Housing => &["危房改造", "其他"],
            Self::Water => &["新接入自来水", "提升改造供水工程", "维修养护供水工程", "应急送水"],
            Self::Health => &[
                "参加城乡居民基本医疗保险个人缴费补贴",
                "大病保险",
                "医疗救助",
                "其他",
            ],
            Self::CompulsorySchool => &["劝返", "送教上门", "寄宿生生活补助", "其他"],
            Self::Education => &["雨露计划", "助学贷款", "助学金", "其他"],
            Self::SafetyNet => &["低保", "特困供养", "临时救助", "残疾人补贴", "防贫保险", "其他"],
            Self::Society => &["社会捐助"],
            Self::Relocation => &["避灾搬迁", "生态搬迁"],
            Self::LivingConditions => &["户用厕所", "土地整理"],
            Self::Infrastructure => &["道路硬化", "通电通讯", "污水", "垃圾", "照明", "沼气池"],
        }
    }
}

/// Whether a measure is 开发式帮扶: an income group, and not one of the items that raise no income by themselves (LT-31).
pub fn development_item(group: MeasureGroup, item: &str) -> bool {
    let item = text::label(item);
    group.is_development() && item != "其他" && item != "技能培训"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn training_and_other_raise_no_income_by_themselves() {
        assert!(development_item(MeasureGroup::Industry, "养殖业"));
        assert!(!development_item(MeasureGroup::Industry, " 其他"));
        assert!(!development_item(MeasureGroup::Employment, "技能培训"));
        assert!(development_item(MeasureGroup::Employment, "技能培训补贴"));
        assert!(!development_item(MeasureGroup::SafetyNet, "低保"));
    }

    #[test]
    fn there_are_fourteen_groups_and_each_has_items() {
        assert_eq!(MeasureGroup::ALL.len(), 14);
        assert!(MeasureGroup::ALL.iter().all(|group| !group.items().is_empty()));
    }
}
