/*
title = "已消除户再现风险未处置"
meaning = "已消除户在消除后的最近一次排查存在风险，超过认定总时限仍没有纳入或回退流程"
action = "核实风险；属实的重新识别"
owner = "村级、乡镇"
policy = ["inclusion.limit_days", "inclusion.approver"]
source = ["LS-29", "HN-24", "LT-07"]
*/
with looked_at as (
    select
        household.household_id,
        household.region_code,
        household.eliminated_on,
        screening.screened_on
    from fct_household as household
    inner join fct_last_screening as screening on household.household_id = screening.household_id
    where household.is_eliminated and screening.screened_on > household.eliminated_on and screening.has_risk
)

select
    looked_at.region_code,
    looked_at.household_id,
    looked_at.household_id as subject,
    due_on(looked_at.screened_on, rule.value_number, rule.day_type) as due_on,
    $as_of - due_on(looked_at.screened_on, rule.value_number, rule.day_type) as days_overdue,
    'error' as severity,
    'LS-29' as clause,
    concat(cast(looked_at.screened_on as varchar), '排查存在风险，没有纳入或回退流程') as detail
from looked_at
inner join dim_policy as rule
    on
        looked_at.region_code = rule.region_code
        and rule.parameter = 'inclusion.limit_days'
        and looked_at.screened_on >= rule.valid_from
        and looked_at.screened_on < rule.valid_to
-- What was under way on the day of the screening takes the risk up as well as what began since.
left join fct_under_way as taken_up
    on
        looked_at.household_id = taken_up.household_id
        and taken_up.under_way_on >= looked_at.screened_on
        and taken_up.started_on > looked_at.eliminated_on
where
    taken_up.household_id is null
    and days_elapsed(looked_at.screened_on, $as_of, rule.day_type) > rule.value_number
