/*
title = "尚未实施开发式帮扶未复核"
meaning = "有劳动能力、不是兜底保障户的未消除户，开发式帮扶标识为尚未实施或空白，识别以来（最近一次入户起）超过规定月数没有人入户走访或入户排查"
action = "实地复核，确认是否已实施开发式帮扶"
owner = "帮扶联系人"
policy = ["development.confirm_months"]
source = ["LT-32"]
*/
with sight as (
    select
        household_id,
        visited_on as seen_on
    from stg_visit
    where visit_method = '入户访问' and visited_on <= $as_of
    union all
    select
        household_id,
        screened_on as seen_on
    from stg_screening
    where visit_method = '入户访问' and screened_on <= $as_of
),

seen as (
    select
        household_id,
        max(seen_on) as seen_on
    from sight
    group by household_id
),

since as (
    select
        household.household_id,
        household.region_code,
        greatest(household.identified_on, coalesce(seen.seen_on, household.identified_on)) as from_on
    from fct_household as household
    inner join fct_capacity as capacity on household.household_id = capacity.household_id
    left join seen on household.household_id = seen.household_id
    where
        household.is_unresolved
        and not household.is_excused
        and capacity.has_capacity
        and coalesce(household.development_flag, '') <> '已实施'
)

select
    since.region_code,
    since.household_id,
    since.household_id as subject,
    months_after(since.from_on, rule.value_number) as due_on,
    $as_of - months_after(since.from_on, rule.value_number) as days_overdue,
    'warn' as severity,
    rule.clause,
    concat('标识为尚未实施，', cast(since.from_on as varchar), '以后没有人入户复核') as detail
from since
inner join dim_policy as rule
    on
        since.region_code = rule.region_code
        and rule.parameter = 'development.confirm_months'
        and rule.valid_from <= $as_of
        and $as_of < rule.valid_to
where months_after(since.from_on, rule.value_number) < $as_of
