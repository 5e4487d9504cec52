//! Households and their members: 户信息, 家庭成员.

use domain::household::{HouseholdClass, HousingGrade};
use domain::member::{AllowanceClass, DisabilityGrade, DisabilityKind, Health, LabourClass, Relation, Sex};

use crate::source::{Column, Kind, Source, code};

/// 户信息: `household_id · person_key · region_code · natural_village · grid_id · household_class · persons · housing_grade ·
/// is_water_safe · is_long_absent · site_id · is_registration_moved · is_no_labour_safety_net · key_groups · state_on`; to the vault
/// `head_name · head_id_number · phone`.
pub(super) static HOUSEHOLD: Source = Source {
    name: "household",
    title: "户信息",
    key: &["household_id", "state_on"],
    columns: &[
        Column::new("户编号", "household_id", Kind::Id).required(),
        Column::new("户主姓名", "head_name", Kind::Name)
            .required()
            .personal(),
        Column::new("户主证件号码", "head_id_number", Kind::IdNumber)
            .required()
            .personal(),
        Column::new("区划代码", "region_code", Kind::Region).required(),
        Column::new("自然村", "natural_village", Kind::Text),
        Column::new("网格编号", "grid_id", Kind::Id),
        Column::new("户类型", "household_class", code!(HouseholdClass)).required(),
        Column::new("家庭人口数", "persons", Kind::Int).required(),
        Column::new("联系电话", "phone", Kind::Phone).personal(),
        Column::new("住房等级", "housing_grade", code!(HousingGrade)),
        Column::new("饮水是否安全", "is_water_safe", Kind::Bool),
        Column::new("长期外出", "is_long_absent", Kind::Bool),
        Column::new("安置点编号", "site_id", Kind::Id),
        Column::new("户籍是否迁移", "is_registration_moved", Kind::Bool),
        Column::new("整户无劳动能力兜底保障户", "is_no_labour_safety_net", Kind::Bool),
        Column::new("重点人群", "key_groups", Kind::Text),
        Column::new("数据日期", "state_on", Kind::Date)
            .required()
            .happened(),
    ],
    orders: &[],
    is_state: true,
};

/// 家庭成员: `member_id · household_id · person_key · relation · sex · birth_year · labour_class · school_state · is_out_of_school ·
/// allowance_class · allowance_started_on · is_destitute_support · has_medical_insurance · is_working_away · state_on`; to the vault
/// `name · id_number · born_on · health · disability_kind · disability_grade`.
pub(super) static MEMBER: Source = Source {
    name: "member",
    title: "家庭成员",
    key: &["member_id", "state_on"],
    columns: &[
        Column::new("人编号", "member_id", Kind::PersonId).required(),
        Column::new("户编号", "household_id", Kind::Household).required(),
        Column::new("姓名", "name", Kind::Name).required().personal(),
        Column::new("证件号码", "id_number", Kind::IdNumber)
            .required()
            .personal(),
        Column::new("与户主关系", "relation", code!(Relation)).required(),
        Column::new("性别", "sex", code!(Sex)),
        Column::new("出生日期", "born_on", Kind::Birth).personal(),
        Column::new("健康状况", "health", code!(Health)).personal(),
        Column::new("劳动技能", "labour_class", code!(LabourClass)).required(),
        Column::new("在校生状况", "school_state", Kind::Text),
        Column::new("义务教育失学辍学", "is_out_of_school", Kind::Bool),
        Column::new("残疾类别", "disability_kind", code!(DisabilityKind)).personal(),
        Column::new("残疾等级", "disability_grade", code!(DisabilityGrade)).personal(),
        Column::new("低保类别", "allowance_class", code!(AllowanceClass)),
        Column::new("低保开始日期", "allowance_started_on", Kind::Date).happened(),
        Column::new("特困供养", "is_destitute_support", Kind::Bool),
        Column::new("基本医疗保险", "has_medical_insurance", Kind::Bool),
        Column::new("外出务工", "is_working_away", Kind::Bool),
        Column::new("数据日期", "state_on", Kind::Date)
            .required()
            .happened(),
    ],
    orders: &[],
    is_state: true,
};
