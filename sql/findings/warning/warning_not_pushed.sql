/*
title = "部门应推送未推送"
meaning = "户信息、排查或来源渠道已显示失学辍学、危房、饮水不安全、新享受低保、重度残疾、务工就业不稳或信访反映困难，超过规定月数对口部门仍没有推送该户；未消除监测户除信访一项外不查"
action = "核对后补推送，查明漏推原因"
owner = "行业部门"
policy = [
    "warning.school_push_months", "warning.home_push_months", "warning.allowance_push_months",
    "warning.disability_push_months", "warning.work_push_months", "warning.petition_push_months",
]
source = ["LS-42", "LS-43", "LS-45", "LS-46", "LS-47", "LS-48", "HN-04"]
*/
-- Of 残联 only the households whose 重点人群 says 重度残疾: kinds and grades of disability are personal and not in the tables.
with latest as (
    select
        member_id,
        max(state_on) as state_on
    from stg_member
    where state_on <= $as_of
    group by member_id
),

member as (
    select
        state.member_id,
        state.household_id,
        state.is_out_of_school,
        state.allowance_class,
        state.allowance_started_on
    from stg_member as state
    inner join latest on state.member_id = latest.member_id and state.state_on = latest.state_on
),

fact as (
    select
        member.household_id,
        '教育' as department,
        'warning.school_push_months' as parameter,
        min(state.state_on) as known_on,
        '有义务教育失学辍学成员' as fact
    from member
    inner join stg_member as state on member.member_id = state.member_id and state.is_out_of_school
    where member.is_out_of_school
    group by member.household_id
    union all
    select
        home.household_id,
        '住建' as department,
        'warning.home_push_months' as parameter,
        min(state.state_on) as known_on,
        concat('住房', min(home.housing_grade), '级') as fact
    from fct_household_state as home
    inner join stg_household as state
        on home.household_id = state.household_id and state.housing_grade in ('C', 'D')
    where home.housing_grade in ('C', 'D')
    group by home.household_id
    union all
    select
        home.household_id,
        '农水' as department,
        'warning.home_push_months' as parameter,
        min(state.state_on) as known_on,
        '饮水不安全' as fact
    from fct_household_state as home
    inner join stg_household as state on home.household_id = state.household_id and not state.is_water_safe
    where not home.is_water_safe
    group by home.household_id
    union all
    select
        household_id,
        '民政' as department,
        'warning.allowance_push_months' as parameter,
        max(allowance_started_on) as known_on,
        '新享受低保' as fact
    from member
    where allowance_class is not null and allowance_started_on > cast($as_of - interval '12 months' as date)
    group by household_id
    union all
    select
        home.household_id,
        '残联' as department,
        'warning.disability_push_months' as parameter,
        min(state.state_on) as known_on,
        '有重度残疾成员' as fact
    from fct_household_state as home
    inner join stg_household as state
        on home.household_id = state.household_id and strpos(state.key_groups, '重度残疾') > 0
    where strpos(home.key_groups, '重度残疾') > 0
    group by home.household_id
    union all
    select
        household_id,
        '人社' as department,
        'warning.work_push_months' as parameter,
        max(screened_on) as known_on,
        '排查发现务工就业不稳' as fact
    from stg_screening
    where
        strpos(risks, '因务工就业不稳') > 0
        and screened_on <= $as_of
        and screened_on > cast($as_of - interval '12 months' as date)
    group by household_id
    union all
    select
        household_id,
        '信访' as department,
        'warning.petition_push_months' as parameter,
        max(identified_on) as known_on,
        '信访反映后识别' as fact
    from fct_episode
    where source_channel = '信访' and identified_on > cast($as_of - interval '12 months' as date)
    group by household_id
),

push as (
    select
        coalesce(warning.household_id, person.household_id) as household_id,
        warning.department,
        max(warning.pushed_on) as pushed_on
    from stg_warning as warning
    left join fct_clue_person as person on warning.person_key = person.person_key and warning.household_id is null
    where warning.pushed_on <= $as_of
    group by coalesce(warning.household_id, person.household_id), warning.department
)

select
    household.region_code,
    household.household_id,
    concat(household.household_id, '·', fact.department) as subject,
    months_after(fact.known_on, rule.value_number) as due_on,
    $as_of - months_after(fact.known_on, rule.value_number) as days_overdue,
    'info' as severity,
    rule.clause,
    concat(fact.fact, '（', cast(fact.known_on as varchar), '），', fact.department, '至今未推送') as detail
from fact
inner join fct_household as household on fact.household_id = household.household_id
inner join dim_policy as rule
    on
        household.region_code = rule.region_code
        and fact.parameter = rule.parameter
        and rule.valid_from <= $as_of
        and $as_of < rule.valid_to
left join push
    on
        fact.household_id = push.household_id
        and fact.department = push.department
        and push.pushed_on >= cast(fact.known_on - interval '12 months' as date)
where
    push.household_id is null
    and (not household.is_unresolved or fact.department = '信访')
    and months_after(fact.known_on, rule.value_number) < $as_of
