/*
title = "先行救助后未履行程序"
meaning = "近12个月先行救助的户，救助时不在监测之列，超过规定天数仍没有识别，也没有纳入流程"
action = "补办认定程序；不符合纳入条件的说明理由"
owner = "乡镇"
policy = ["measure.advance_procedure_days"]
source = ["LS-36"]
*/
with relief as (
    select
        household_id,
        max(decided_on) as decided_on
    from stg_measure
    where is_advance and decided_on <= $as_of and decided_on > cast($as_of - interval '12 months' as date)
    group by household_id
),

-- An episode that was open on the day of the relief, or began after it, is the procedure that was asked for.
identified as (
    select distinct relief.household_id
    from relief
    inner join fct_episode as episode
        on
            relief.household_id = episode.household_id
            and coalesce(episode.eliminated_on >= relief.decided_on, true)
),

applied as (
    select distinct relief.household_id
    from relief
    inner join fct_workflow as workflow
        on
            relief.household_id = workflow.household_id
            and workflow.kind = '纳入'
            and coalesce(workflow.county_on, workflow.town_on, workflow.started_on) >= relief.decided_on
)

select
    household.region_code,
    relief.household_id,
    relief.household_id as subject,
    due_on(relief.decided_on, rule.value_number, rule.day_type) as due_on,
    $as_of - due_on(relief.decided_on, rule.value_number, rule.day_type) as days_overdue,
    'warn' as severity,
    rule.clause,
    concat(cast(relief.decided_on as varchar), '先行救助，至今未识别也没有纳入流程') as detail
from relief
inner join fct_household_state as household on relief.household_id = household.household_id
inner join dim_policy as rule
    on
        household.region_code = rule.region_code
        and rule.parameter = 'measure.advance_procedure_days'
        and relief.decided_on >= rule.valid_from
        and relief.decided_on < rule.valid_to
left join identified on relief.household_id = identified.household_id
left join applied on relief.household_id = applied.household_id
where
    identified.household_id is null
    and applied.household_id is null
    and days_elapsed(relief.decided_on, $as_of, rule.day_type) > rule.value_number
