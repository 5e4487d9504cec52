/*
title = "无劳动能力户未落实保障"
meaning = "成员均无劳动能力的未消除户，过了首项措施时限，既没有综合保障措施，也没有低保或特困成员"
action = "落实低保、特困供养等综合保障"
owner = "行业部门（民政）"
policy = ["measure.no_labour_safety_net", "measure.first_limit_days"]
source = ["HN-19", "LT-06"]
*/
with covered as (
    select household_id
    from fct_measure
    where measure_group = '综合保障'
    union
    select household_id
    from fct_member
    where is_covered
)

select
    household.region_code,
    household.household_id,
    household.household_id as subject,
    due_on(household.identified_on, limit_days.value_number, limit_days.day_type) as due_on,
    $as_of - due_on(household.identified_on, limit_days.value_number, limit_days.day_type) as days_overdue,
    'error' as severity,
    rule.clause,
    concat(cast(household.identified_on as varchar), '识别，成员均无劳动能力，未见综合保障、低保或特困供养') as detail
from fct_household as household
inner join fct_capacity as capacity on household.household_id = capacity.household_id
inner join dim_policy as rule
    on
        household.region_code = rule.region_code
        and rule.parameter = 'measure.no_labour_safety_net'
        and rule.valid_from <= $as_of
        and $as_of < rule.valid_to
inner join dim_policy as limit_days
    on
        household.region_code = limit_days.region_code
        and limit_days.parameter = 'measure.first_limit_days'
        and household.identified_on >= limit_days.valid_from
        and household.identified_on < limit_days.valid_to
left join covered on household.household_id = covered.household_id
where
    household.is_unresolved
    and rule.value_bool
    and not capacity.has_capacity
    and covered.household_id is null
    and days_elapsed(household.identified_on, $as_of, limit_days.day_type) > limit_days.value_number
