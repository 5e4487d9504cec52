//! The lists of the smaller registers: grids, helpers, accounts, screenings, hazards, inspections.

use crate::code::code_list;

code_list! {
    /// 网格层级
    pub enum GridLevel {
        Top = "总网格",
        First = "一级",
        Second = "二级",
        Third = "三级",
    }
}

code_list! {
    /// 角色 of a grid worker
    pub enum GridRole {
        Head = "网格长",
        Deputy = "副网格长",
        Worker = "网格员",
        Commissioner = "防返贫监测专员",
        Informant = "防返贫监测信息员",
    }
}

code_list! {
    /// 来源 of a grid worker
    pub enum WorkerOrigin {
        GroupLeader = "村民小组长",
        PartyMember = "农村党员",
        Notable = "乡贤人士",
        Entrepreneur = "创业致富带头人",
        Retired = "退休干部职工",
        Other = "其他",
    }
}

code_list! {
    /// 帮扶侧
    pub enum HelperSide {
        Origin = "户籍地",
        Destination = "安置地",
    }
}

code_list! {
    /// 单位层级 of a helper
    pub enum UnitLevel {
        Village = "村级",
        Town = "乡级",
        CountyAndAbove = "县级及以上",
    }
}

code_list! {
    /// 口径 of an account
    pub enum IncomeKind {
        Yearly = "年度",
        AtIdentification = "识别时",
        AtElimination = "消除时",
        AtScreening = "排查时",
    }
}

code_list! {
    /// 表种 of a screening
    pub enum ScreeningForm {
        LiftedOrEliminated = "2-1",
        Unresolved = "2-2",
        Ordinary = "2-3",
        Priority = "2-4",
    }
}

code_list! {
    /// 排查建议
    pub enum ScreeningAdvice {
        Include = "纳入",
        RequestRollback = "申请风险消除回退",
        Watch = "持续关注",
    }
}

code_list! {
    /// 事件类型 of an external event
    pub enum HazardKind {
        Water = "水旱",
        Weather = "气象",
        Earthquake = "地震",
        Geology = "地质",
        Biology = "生物",
        Fire = "火灾",
        Epidemic = "疫情",
        PriceFall = "价格下跌",
        MassUnemployment = "规模性失业",
        ProjectFailure = "产业项目失败",
        StartupFailure = "创业失败",
    }
}

impl HazardKind {
    /// Whether nature or disease struck, and not the market: HN-07 and HN-08 keep them apart.
    pub const fn is_natural(self) -> bool {
        match self {
            Self::Water
            | Self::Weather
            | Self::Earthquake
            | Self::Geology
            | Self::Biology
            | Self::Fire
            | Self::Epidemic => true,
            Self::PriceFall | Self::MassUnemployment | Self::ProjectFailure | Self::StartupFailure => false,
        }
    }
}

code_list! {
    /// 来源 of an inspection's finding
    pub enum InspectionSource {
        SecretVisit = "暗访",
        Supervision = "督查",
        Evaluation = "后评估",
        Audit = "审计",
        PartyInspection = "巡视",
        Media = "媒体",
    }
}
