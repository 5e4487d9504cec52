/*
title = "已消除户未回访"
meaning = "消除已满规定月数，近同样月数内没有任何走访"
action = "入户回访并如实记录"
owner = "村级"
policy = ["visit.revisit_months"]
source = ["XJ-16"]
*/
with last_visit as (
    select
        household_id,
        max(visited_on) as visited_on
    from stg_visit
    where visited_on <= $as_of
    group by household_id
),

since as (
    select
        household.household_id,
        household.region_code,
        household.eliminated_on,
        greatest(household.eliminated_on, coalesce(last_visit.visited_on, household.eliminated_on)) as seen_on
    from fct_household as household
    left join last_visit on household.household_id = last_visit.household_id
    where household.is_eliminated
)

select
    since.region_code,
    since.household_id,
    since.household_id as subject,
    months_after(since.seen_on, rule.value_number) as due_on,
    $as_of - months_after(since.seen_on, rule.value_number) as days_overdue,
    'info' as severity,
    rule.clause,
    case
        when since.seen_on = since.eliminated_on then concat(cast(since.eliminated_on as varchar), '消除，其后没有走访')
        else concat('消除后最近一次走访', cast(since.seen_on as varchar))
    end as detail
from since
inner join dim_policy as rule
    on
        since.region_code = rule.region_code
        and rule.parameter = 'visit.revisit_months'
        and rule.valid_from <= $as_of
        and $as_of < rule.valid_to
where months_after(since.seen_on, rule.value_number) < $as_of
