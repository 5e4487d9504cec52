//! Visits: who came, how, and what for.

use crate::code::code_list;

code_list! {
    /// 走访人角色
    pub enum VisitorRole {
        Helper = "帮扶联系人",
        GridWorker = "网格员",
        FirstSecretary = "第一书记",
        VillageTeam = "驻村队员",
        VillageCadre = "村干部",
        TownCadre = "包村干部",
        SecretInspector = "暗访组",
    }
}

code_list! {
    /// 走访方式
    pub enum VisitMethod {
        AtHome = "入户访问",
        Remote = "电话或微信访问",
        ByProxy = "通过邻居或亲戚（代答）访问",
        Other = "其他",
    }
}

code_list! {
    /// 走访目的
    pub enum VisitPurpose {
        Monthly = "月走访",
        Screening = "排查",
        Return = "回访",
        LookBack = "回头看",
        Check = "核查",
        Other = "其他",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_width_brackets_are_the_same_label() {
        assert_eq!(
            VisitMethod::from_label("通过邻居或亲戚(代答) 访问"),
            Some(VisitMethod::ByProxy)
        );
    }
}
