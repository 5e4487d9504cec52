/*
title = "帮扶措施"
meaning = "近两年明确的帮扶措施，一条一行"
[derived]
is_of_person = "该类措施应落实到人"
is_member_known = "人编号在家庭成员表中有"
is_member_here = "该人就在该户"
age_at_least = "该人年龄，按当年还没过生日算"
age_at_most = "该人年龄，按当年已经过了生日算"
member_has_capacity = "该人有劳动能力"
member_school_state = "该人在校生状况"
member_is_away = "该人外出务工"
member_is_insured = "该人参加基本医疗保险"
allowance_members = "户内享受低保的人数"
destitute_members = "户内特困供养的人数"
members_away = "户内外出务工的人数"
able_members = "户内有劳动能力的人数"
pupils = "户内在校生人数"
is_episode_here = "监测编号就是该户的"
identified_on = "所属监测记录的识别监测时间"
is_unresolved = "是未消除监测户"
housing_grade = "住房等级"
is_water_safe = "饮水是否安全"
same_measures = "同一户同一项目同一天明确的条数"
*/
with repeated as (
    select
        household_id,
        coalesce(member_id, '') as member_id,
        measure_item,
        measure_group,
        decided_on,
        count(*) as same_measures
    from stg_measure
    group by household_id, coalesce(member_id, ''), measure_item, measure_group, decided_on
    having count(*) > 1
)

select
    home.region_code,
    measure.household_id,
    measure.measure_id as subject,
    coalesce(delivery.office, '') as office,
    '' as person_in_charge,
    measure.measure_group,
    measure.measure_item,
    measure.member_id,
    measure.episode_id,
    measure.decided_on,
    measure.started_on,
    measure.ended_on,
    cast(measure.amount_yuan as double) as amount_yuan,
    measure.is_advance,
    measure.is_periodic,
    measure.measure_group in ('就业帮扶', '公益岗位帮扶', '健康帮扶', '义务教育保障', '教育帮扶') as is_of_person,
    case when measure.member_id is not null then person.member_id is not null end as is_member_known,
    person.household_id = measure.household_id as is_member_here,
    cast(extract(year from measure.decided_on) as bigint) - person.birth_year - 1 as age_at_least,
    cast(extract(year from measure.decided_on) as bigint) - person.birth_year as age_at_most,
    person.has_capacity as member_has_capacity,
    person.school_state as member_school_state,
    person.is_working_away as member_is_away,
    person.has_medical_insurance as member_is_insured,
    people.allowance_members,
    people.destitute_members,
    people.members_away,
    people.able_members,
    people.pupils,
    episode.household_id = measure.household_id as is_episode_here,
    episode.identified_on,
    own.is_unresolved,
    home.housing_grade,
    state.is_water_safe,
    coalesce(repeated.same_measures, 1) as same_measures,
    $as_of as as_of
from stg_measure as measure
inner join fct_household_state as home on measure.household_id = home.household_id
inner join stg_household as state on home.household_id = state.household_id and home.state_on = state.state_on
inner join fct_household as own on measure.household_id = own.household_id
left join fct_member_state as person on measure.member_id = person.member_id
left join fct_household_people as people on measure.household_id = people.household_id
left join stg_episode as episode on measure.episode_id = episode.episode_id
left join repeated
    on
        measure.household_id = repeated.household_id
        and coalesce(measure.member_id, '') = repeated.member_id
        and measure.measure_item = repeated.measure_item
        and measure.measure_group = repeated.measure_group
        and measure.decided_on = repeated.decided_on
left join dim_delivery as delivery on measure.batch_id = delivery.batch_id and measure.file_sha256 = delivery.file_sha256
where measure.decided_on <= $as_of and measure.decided_on > cast($as_of - interval '24 months' as date)
