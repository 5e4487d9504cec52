//! Households: what the national system calls 户.

use crate::code::code_list;

code_list! {
    /// 户类型
    pub enum HouseholdClass {
        Lifted = "脱贫户",
        Ordinary = "一般农户",
    }
}

code_list! {
    /// 住房等级: A is sound, D is to be pulled down.
    pub enum HousingGrade {
        A = "A",
        B = "B",
        C = "C",
        D = "D",
    }
}
