/*
title = "部门预警"
meaning = "近三个月推送、能对上户的部门预警，一条一行"
[derived]
is_verified = "发布日以前已核实"
is_closed = "发布日以前已办结"
is_monitored = "是监测户"
identified_on = "最近一次识别监测时间"
pushed_on = "推送日期"
verified_on = "核实日期"
days_since_verified = "核实以来的天数"
is_registered = "预警自带户编号"
has_person = "预警自带证件号码"
allowance_members = "户内享受低保的人数"
members_out_of_school = "户内失学辍学的人数"
housing_grade = "住房等级"
is_water_safe = "饮水是否安全"
same_day_warnings = "同一部门同一天对同一户同一类型推送的条数"
*/
with placed as (
    select
        warning.warning_id,
        coalesce(warning.household_id, person.household_id) as household_id
    from stg_warning as warning
    left join fct_clue_person as person on warning.person_key = person.person_key and warning.household_id is null
    where warning.pushed_on <= $as_of and warning.pushed_on > cast($as_of - interval '3 months' as date)
),

repeated as (
    select
        placed.household_id,
        warning.department,
        warning.warning_type,
        warning.pushed_on,
        count(*) as same_day_warnings
    from placed
    inner join stg_warning as warning on placed.warning_id = warning.warning_id
    group by placed.household_id, warning.department, warning.warning_type, warning.pushed_on
    having count(*) > 1
)

select
    home.region_code,
    placed.household_id,
    warning.warning_id as subject,
    warning.department as office,
    '' as person_in_charge,
    warning.department,
    warning.warning_type,
    warning.household_id is not null as is_registered,
    warning.person_key is not null as has_person,
    warning.trigger_value,
    warning.pushed_on,
    warning.verified_on,
    warning.pushed_at,
    warning.verified_at,
    warning.closed_at,
    warning.result as warning_result,
    warning.closed_on,
    coalesce(warning.verified_on <= $as_of, false) as is_verified,
    coalesce(warning.closed_on <= $as_of, false) as is_closed,
    $as_of - warning.verified_on as days_since_verified,
    own.is_monitored,
    own.identified_on,
    people.allowance_members,
    people.members_out_of_school,
    home.housing_grade,
    state.is_water_safe,
    coalesce(repeated.same_day_warnings, 1) as same_day_warnings
from placed
inner join stg_warning as warning on placed.warning_id = warning.warning_id
inner join fct_household_state as home on placed.household_id = home.household_id
inner join stg_household as state on home.household_id = state.household_id and home.state_on = state.state_on
inner join fct_household as own on placed.household_id = own.household_id
left join fct_household_people as people on placed.household_id = people.household_id
left join repeated
    on
        placed.household_id = repeated.household_id
        and warning.department = repeated.department
        and warning.warning_type = repeated.warning_type
        and warning.pushed_on = repeated.pushed_on
