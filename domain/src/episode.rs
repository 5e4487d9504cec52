//! An episode: one household under observation, from 识别 to 消除, and the workflow that decides both.

use crate::code::code_list;

code_list! {
    /// 监测对象类别
    pub enum ObjectType {
        UnstableLifted = "脱贫不稳定户",
        Marginal = "边缘易致贫户",
        SuddenHardship = "突发严重困难户",
    }
}

code_list! {
    /// 来源渠道
    pub enum SourceChannel {
        Declaration = "农户自主申报",
        Cadres = "基层干部排查",
        Departments = "部门筛查预警",
        Grid = "网格员",
        Petition = "信访",
        Media = "媒体舆情",
        Other = "其他",
    }
}

code_list! {
    /// 状态
    pub enum EpisodeState {
        Monitored = "监测中",
        Eliminated = "已消除",
        Returned = "已回退",
        Removed = "已清退",
    }
}

impl EpisodeState {
    /// Whether an episode may go from this state to `next`. Staying is no transition; a new risk after 消除 is a new episode (LS-29),
    /// and 清退 is final (LT-13).
    pub const fn may_become(self, next: Self) -> bool {
        match self {
            Self::Monitored => matches!(next, Self::Eliminated | Self::Removed),
            Self::Eliminated => matches!(next, Self::Returned | Self::Removed),
            Self::Returned => matches!(next, Self::Monitored | Self::Eliminated | Self::Removed),
            Self::Removed => false,
        }
    }
}

code_list! {
    /// 风险消除方式
    pub enum EliminationMode {
        Assisted = "帮扶消除",
        Natural = "自然消除",
    }
}

code_list! {
    /// 开发式帮扶标识
    pub enum DevelopmentFlag {
        Done = "已实施",
        NotYet = "尚未实施",
    }
}

code_list! {
    /// 流程类型
    pub enum WorkflowKind {
        Inclusion = "纳入",
        Elimination = "消除",
        Rollback = "风险消除回退",
        Removal = "清退",
    }
}

code_list! {
    /// 环节
    pub enum Stage {
        Application = "申请",
        Authorisation = "承诺授权",
        HomeCheck = "入户核查",
        Comparison = "信息比对",
        Review = "民主评议",
        NoticeStart = "公示开始",
        NoticeEnd = "公示结束",
        TownReview = "乡镇审核",
        CountyDecision = "县级审定",
        Announcement = "公告",
        Entry = "系统录入",
        Notification = "告知农户",
        CitySummary = "市级汇总",
        ProvinceRequest = "省级申请",
        NationalRecord = "国家备案",
    }
}

code_list! {
    /// 结果 of a stage
    pub enum StageResult {
        Passed = "通过",
        Refused = "不通过",
        SentBack = "退回",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_legal_transitions_are_these_seven() {
        let mut legal = vec![];
        for from in EpisodeState::ALL {
            for to in EpisodeState::ALL {
                if from.may_become(*to) {
                    legal.push(format!("{from}→{to}"));
                }
            }
        }

        assert_eq!(
            legal,
            [
                "监测中→已消除",
                "监测中→已清退",
                "已消除→已回退",
                "已消除→已清退",
                "已回退→监测中",
                "已回退→已消除",
                "已回退→已清退",
            ]
        );
    }

    #[test]
    fn there_are_fifteen_stages() {
        assert_eq!(Stage::ALL.len(), 15);
    }
}
