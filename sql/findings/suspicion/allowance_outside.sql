/*
title = "疑似体外循环"
meaning = "规定日起新享受低保或特困供养的户，有劳动能力、从未识别，新享受以后也没有排查记录可作说明"
action = "逐户排查；不符合纳入条件的建立说明台账"
owner = "村级、乡镇"
policy = ["allowance.watched_from", "inclusion.limit_days"]
source = ["LT-02", "LT-03"]
*/
with latest as (
    select
        member_id,
        max(state_on) as state_on
    from stg_member
    where state_on <= $as_of
    group by member_id
),

household as (
    select
        state.household_id,
        max(state.allowance_started_on) as allowed_on,
        bool_or(code_labour_class.has_capacity) as has_capacity
    from stg_member as state
    inner join latest on state.member_id = latest.member_id and state.state_on = latest.state_on
    inner join code_labour_class on state.labour_class = code_labour_class.labour_class
    group by state.household_id
),

looked_at as (
    select
        household_id,
        max(screened_on) as screened_on
    from stg_screening
    where screened_on <= $as_of
    group by household_id
)

select
    home.region_code,
    home.household_id,
    home.household_id as subject,
    due_on(household.allowed_on, limit_days.value_number, limit_days.day_type) as due_on,
    $as_of - due_on(household.allowed_on, limit_days.value_number, limit_days.day_type) as days_overdue,
    'warn' as severity,
    rule.clause,
    concat(cast(household.allowed_on as varchar), '起享受低保，有劳动能力，未识别也未排查') as detail
from household
inner join fct_household as home on household.household_id = home.household_id
inner join dim_policy as rule
    on
        home.region_code = rule.region_code
        and rule.parameter = 'allowance.watched_from'
        and rule.valid_from <= $as_of
        and $as_of < rule.valid_to
inner join dim_policy as limit_days
    on
        home.region_code = limit_days.region_code
        and limit_days.parameter = 'inclusion.limit_days'
        and household.allowed_on >= limit_days.valid_from
        and household.allowed_on < limit_days.valid_to
left join looked_at
    on household.household_id = looked_at.household_id and looked_at.screened_on >= household.allowed_on
where
    household.allowed_on >= try_cast(rule.value_text as date)
    and household.has_capacity
    and not home.is_monitored
    and looked_at.household_id is null
    and days_elapsed(household.allowed_on, $as_of, limit_days.day_type) > limit_days.value_number
