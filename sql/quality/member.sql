/*
title = "家庭成员"
meaning = "家庭成员最近一次的信息，一人一行；出生日期只存年份，所以年龄有一岁的余地，按对农户有利的一头判断"
[derived]
age_at_least = "年龄，按当年还没过生日算"
age_at_most = "年龄，按当年已经过了生日算"
records_of_person = "同一证件号码的人编号个数"
age_over_head = "比户主大几岁，负数是小几岁"
head_sex = "户主性别"
is_monitored = "所在户是监测户"
is_unresolved = "所在户未消除"
is_safety_net_home = "所在户标注为整户无劳动能力兜底保障户"
*/
select
    person.region_code,
    person.household_id,
    person.member_id as subject,
    coalesce(delivery.office, '') as office,
    '' as person_in_charge,
    person.relation,
    person.sex,
    person.birth_year,
    person.age_at_most - 1 as age_at_least,
    person.age_at_most,
    person.labour_class,
    person.has_capacity,
    person.school_state,
    person.is_out_of_school,
    person.allowance_class,
    person.allowance_started_on,
    person.is_destitute_support,
    person.has_medical_insurance,
    person.is_working_away,
    person.state_on,
    person.records_of_person,
    people.head_birth_year - person.birth_year as age_over_head,
    people.head_sex,
    home.is_monitored,
    home.is_unresolved,
    home.is_excused as is_safety_net_home
from fct_member_state as person
inner join fct_household as home on person.household_id = home.household_id
left join fct_household_people as people on person.household_id = people.household_id
left join dim_delivery as delivery on person.batch_id = delivery.batch_id and person.file_sha256 = delivery.file_sha256
