/*
title = "新识别低保户未列入重点户"
meaning = "规定日起有成员新享受低保的户（未消除监测户除外），重点人群空白，其后也没有用重点户表排查"
action = "列入重点户名单，按重点户排查"
owner = "村级"
policy = ["allowance.key_listed", "allowance.watched_from"]
source = ["LT-24"]
*/
with latest as (
    select
        member_id,
        max(state_on) as state_on
    from stg_member
    where state_on <= $as_of
    group by member_id
),

allowed as (
    select
        state.household_id,
        max(state.allowance_started_on) as allowed_on
    from stg_member as state
    inner join latest on state.member_id = latest.member_id and state.state_on = latest.state_on
    where state.allowance_class is not null or state.is_destitute_support
    group by state.household_id
),

as_key as (
    select
        household_id,
        max(screened_on) as screened_on
    from stg_screening
    where screening_form = '2-4' and screened_on <= $as_of
    group by household_id
)

select
    household.region_code,
    household.household_id,
    household.household_id as subject,
    cast(null as date) as due_on,
    cast(null as bigint) as days_overdue,
    'warn' as severity,
    rule.clause,
    concat(cast(allowed.allowed_on as varchar), '起享受低保或特困供养，未列入重点户') as detail
from allowed
inner join fct_household as household on allowed.household_id = household.household_id
inner join fct_household_state as home on allowed.household_id = home.household_id
inner join dim_policy as rule
    on
        household.region_code = rule.region_code
        and rule.parameter = 'allowance.key_listed'
        and rule.valid_from <= $as_of
        and $as_of < rule.valid_to
inner join dim_policy as since
    on
        household.region_code = since.region_code
        and since.parameter = 'allowance.watched_from'
        and since.valid_from <= $as_of
        and $as_of < since.valid_to
left join as_key on allowed.household_id = as_key.household_id and as_key.screened_on >= allowed.allowed_on
where
    rule.value_bool
    and not household.is_unresolved
    and allowed.allowed_on <= $as_of
    and allowed.allowed_on >= try_cast(since.value_text as date)
    and coalesce(home.key_groups, '') = ''
    and as_key.household_id is null
