/*
title = "重点人群户长期未走访"
meaning = "填有重点人群的户超过规定月数没有任何走访或排查；规定月数内才有户信息的不算"
action = "入户走访并如实记录"
owner = "村级"
policy = ["visit.key_group_months"]
source = ["XJ-17"]
*/
with known as (
    select
        household_id,
        min(state_on) as known_on
    from stg_household
    where key_groups <> ''
    group by household_id
),

since as (
    select
        household.household_id,
        household.region_code,
        seen.seen_on,
        coalesce(seen.seen_on, known.known_on) as from_on
    from fct_household_state as household
    inner join known on household.household_id = known.household_id
    left join fct_last_sight as seen on household.household_id = seen.household_id
    where household.key_groups <> ''
)

select
    since.region_code,
    since.household_id,
    since.household_id as subject,
    months_after(since.from_on, rule.value_number) as due_on,
    $as_of - months_after(since.from_on, rule.value_number) as days_overdue,
    'warn' as severity,
    rule.clause,
    case
        when since.seen_on is null then '重点人群户；没有走访或排查记录'
        else concat('重点人群户；最近一次走访或排查', cast(since.seen_on as varchar))
    end as detail
from since
inner join dim_policy as rule
    on
        since.region_code = rule.region_code
        and rule.parameter = 'visit.key_group_months'
        and rule.valid_from <= $as_of
        and $as_of < rule.valid_to
where months_after(since.from_on, rule.value_number) < $as_of
