//! The people of a household: how they are related, whether they can work, how they are.

use crate::code::code_list;

code_list! {
    /// 劳动技能
    pub enum LabourClass {
        Skilled = "技能劳动力",
        Ordinary = "普通劳动力",
        Weak = "弱劳动力或半劳动力",
        Lost = "丧失劳动力",
        None_ = "无劳动力",
    }
}

impl LabourClass {
    /// Whether the person counts as a person of working capacity; weak and half labour does.
    pub const fn has_capacity(self) -> bool {
        match self {
            Self::Skilled | Self::Ordinary | Self::Weak => true,
            Self::Lost | Self::None_ => false,
        }
    }
}

code_list! {
    /// 与户主关系
    pub enum Relation {
        Head = "户主",
        Spouse = "配偶",
        Son = "之子",
        Daughter = "之女",
        DaughterInLaw = "之儿媳",
        SonInLaw = "之女婿",
        Father = "之父",
        Mother = "之母",
        WifesFather = "之岳父",
        WifesMother = "之岳母",
        HusbandsFather = "之公公",
        HusbandsMother = "之婆婆",
        Grandfather = "之祖父",
        Grandmother = "之祖母",
        SonsSon = "之孙子",
        SonsDaughter = "之孙女",
        DaughtersSon = "之外孙子",
        DaughtersDaughter = "之外孙女",
        GreatGrandson = "之曾孙子",
        GreatGranddaughter = "之曾孙女",
        Sibling = "之兄弟姐妹",
        BrothersWife = "之兄弟媳妇",
        Uncle = "之叔伯",
        Nephew = "之侄儿",
        Niece = "之侄女",
        Other = "其他",
    }
}

code_list! {
    /// 性别
    pub enum Sex {
        Male = "男",
        Female = "女",
    }
}

code_list! {
    /// 健康状况
    pub enum Health {
        Healthy = "健康",
        ChronicallyIll = "长期慢性病",
        SeriouslyIll = "患有大病",
        Disabled = "残疾",
    }
}

code_list! {
    /// 残疾类别
    pub enum DisabilityKind {
        Sight = "视力",
        Hearing = "听力",
        Speech = "言语",
        Limbs = "肢体",
        Intellect = "智力",
        Mind = "精神",
        Multiple = "多重",
    }
}

code_list! {
    /// 残疾等级: the first is the most severe.
    pub enum DisabilityGrade {
        First = "一级",
        Second = "二级",
        Third = "三级",
        Fourth = "四级",
    }
}

code_list! {
    /// 低保类别
    pub enum AllowanceClass {
        A = "A",
        B = "B",
        C = "C",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weak_labour_is_capacity_and_lost_labour_is_none() {
        let able: Vec<&str> = LabourClass::ALL
            .iter()
            .filter(|class| class.has_capacity())
            .map(|class| class.label())
            .collect();

        assert_eq!(able, ["技能劳动力", "普通劳动力", "弱劳动力或半劳动力"]);
    }
}
