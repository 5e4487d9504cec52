/*
title = "督查问题逾期未整改"
meaning = "督查、暗访等发现的问题，过了整改时限仍未整改，或近12个月整改晚于时限"
action = "整改销号；已整改的说明逾期原因"
owner = "乡镇、行业部门"
policy = ["inspection.grace_days"]
source = ["XJ-18", "LS-49"]
*/
with problem as (
    select
        inspection.inspection_id,
        inspection.household_id,
        place.counts_as as region_code,
        inspection.found_on,
        inspection.due_on,
        case when inspection.fixed_on <= $as_of then inspection.fixed_on end as fixed_on
    from stg_inspection as inspection
    inner join dim_region as place on inspection.region_code = place.region_code
    where inspection.found_on <= $as_of
)

select
    problem.region_code,
    problem.household_id,
    problem.inspection_id as subject,
    due_on(problem.due_on, rule.value_number, rule.day_type) as due_on,
    coalesce(problem.fixed_on, $as_of) - due_on(problem.due_on, rule.value_number, rule.day_type) as days_overdue,
    case when problem.fixed_on is null then 'error' else 'info' end as severity,
    rule.clause,
    case
        when problem.fixed_on is null then concat('时限', cast(problem.due_on as varchar), '，至今未整改')
        else concat('时限', cast(problem.due_on as varchar), '，', cast(problem.fixed_on as varchar), '整改')
    end as detail
from problem
inner join dim_policy as rule
    on
        problem.region_code = rule.region_code
        and rule.parameter = 'inspection.grace_days'
        and problem.found_on >= rule.valid_from
        and problem.found_on < rule.valid_to
where
    coalesce(problem.fixed_on > cast($as_of - interval '12 months' as date), true)
    and coalesce(problem.fixed_on, $as_of) > due_on(problem.due_on, rule.value_number, rule.day_type)
