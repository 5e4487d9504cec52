/*
title = "排查建议未落实"
meaning = "近12个月排查建议纳入（或申请风险消除回退），过了认定总时限没有相应流程，该户也不在未消除之列"
action = "启动程序；不再需要的说明理由"
owner = "村级、乡镇"
policy = ["inclusion.limit_days", "inclusion.approver"]
source = ["LT-38", "LS-19"]
*/
select
    household.region_code,
    household.household_id,
    concat(household.household_id, '·', screening.screening_round) as subject,
    due_on(screening.screened_on, rule.value_number, rule.day_type) as due_on,
    $as_of - due_on(screening.screened_on, rule.value_number, rule.day_type) as days_overdue,
    'error' as severity,
    'LT-38' as clause,
    concat(cast(screening.screened_on as varchar), '排查建议', screening.screening_advice, '，没有相应流程') as detail
from stg_screening as screening
inner join fct_household as household on screening.household_id = household.household_id
inner join dim_policy as rule
    on
        household.region_code = rule.region_code
        and rule.parameter = 'inclusion.limit_days'
        and screening.screened_on >= rule.valid_from
        and screening.screened_on < rule.valid_to
-- What was under way on the day of the advice is its answer as well as what began since.
left join fct_under_way as taken_up
    on
        screening.household_id = taken_up.household_id
        and taken_up.under_way_on >= screening.screened_on
        and taken_up.started_on > coalesce(household.eliminated_on, date '0001-01-01')
where
    screening.screening_advice in ('纳入', '申请风险消除回退')
    and screening.screened_on <= $as_of
    and screening.screened_on > cast($as_of - interval '12 months' as date)
    and not household.is_unresolved
    and coalesce(household.identified_on < screening.screened_on, true)
    and taken_up.household_id is null
    and days_elapsed(screening.screened_on, $as_of, rule.day_type) > rule.value_number
