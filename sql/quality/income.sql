/*
title = "家庭收支"
meaning = "近一年期末的家庭收支账，一本一行"
[derived]
sum_yuan = "工资性＋生产经营性＋财产性＋转移性收入－生产经营性支出，空的按零"
per_person_yuan = "家庭纯收入除以家庭人口"
period_days = "期初到期末的天数，两头都算"
household_persons = "户信息中的家庭人口数"
able_members = "有劳动能力的家庭成员数"
members_away = "外出务工的家庭成员数"
is_unresolved = "是未消除监测户"
self_paid_yuan = "医疗、教育、其他合规自付支出之和，空的按零"
allowance_members = "享受低保的家庭成员数"
members = "家庭成员表中的人数"
pupils = "在校生人数"
*/
select
    home.region_code,
    income.household_id,
    concat(income.household_id, '/', income.income_kind, '/', cast(income.period_ended_on as varchar)) as subject,
    coalesce(delivery.office, '') as office,
    '' as person_in_charge,
    income.income_kind,
    income.period_ended_on - income.period_started_on + 1 as period_days,
    cast(income.wages_yuan as double) as wages_yuan,
    cast(income.business_yuan as double) as business_yuan,
    cast(income.property_yuan as double) as property_yuan,
    cast(income.transfer_yuan as double) as transfer_yuan,
    cast(income.business_cost_yuan as double) as business_cost_yuan,
    cast(income.net_income_yuan as double) as net_income_yuan,
    cast(income.insurance_paid_yuan as double) as insurance_paid_yuan,
    cast(income.medical_self_paid_yuan as double) as medical_self_paid_yuan,
    cast(income.education_self_paid_yuan as double) as education_self_paid_yuan,
    cast(income.other_self_paid_yuan as double) as other_self_paid_yuan,
    income.persons,
    cast(
        coalesce(income.wages_yuan, 0) + coalesce(income.business_yuan, 0) + coalesce(income.property_yuan, 0)
        + coalesce(income.transfer_yuan, 0) - coalesce(income.business_cost_yuan, 0) as double
    ) as sum_yuan,
    cast(
        coalesce(income.medical_self_paid_yuan, 0) + coalesce(income.education_self_paid_yuan, 0)
        + coalesce(income.other_self_paid_yuan, 0) as double
    ) as self_paid_yuan,
    cast(income.net_income_yuan / nullif(income.persons, 0) as double) as per_person_yuan,
    home.persons as household_persons,
    home.is_unresolved,
    people.members,
    people.able_members,
    people.members_away,
    people.allowance_members,
    people.pupils
from stg_income as income
inner join fct_household as home on income.household_id = home.household_id
left join fct_household_people as people on income.household_id = people.household_id
left join dim_delivery as delivery on income.batch_id = delivery.batch_id and income.file_sha256 = delivery.file_sha256
where income.period_ended_on <= $as_of and income.period_ended_on > cast($as_of - interval '12 months' as date)
