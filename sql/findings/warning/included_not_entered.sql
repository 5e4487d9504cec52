/*
title = "核实纳入未启动程序"
meaning = "近12个月核实结果为纳入的预警或申报，过了认定总时限，该户既不是监测对象，也没有纳入流程"
action = "启动纳入程序；结果填错的更正"
owner = "村级、乡镇"
policy = ["inclusion.limit_days", "inclusion.approver"]
source = ["LS-19", "XJ-07", "LT-12"]
*/
with clue as (
    select
        warning.warning_id as clue_id,
        coalesce(warning.household_id, person.household_id) as household_id,
        warning.pushed_on as given_on,
        warning.verified_on
    from stg_warning as warning
    left join fct_clue_person as person on warning.person_key = person.person_key and warning.household_id is null
    where warning.result = '纳入'
    union all
    select
        declaration.declaration_id as clue_id,
        coalesce(declaration.household_id, person.household_id) as household_id,
        declaration.declared_on as given_on,
        coalesce(declaration.replied_on, declaration.verified_on) as verified_on
    from stg_declaration as declaration
    left join fct_clue_person as person
        on declaration.person_key = person.person_key and declaration.household_id is null
    where declaration.result = '纳入'
)

select
    household.region_code,
    clue.household_id,
    clue.clue_id as subject,
    due_on(clue.verified_on, rule.value_number, rule.day_type) as due_on,
    $as_of - due_on(clue.verified_on, rule.value_number, rule.day_type) as days_overdue,
    'error' as severity,
    'LS-19' as clause,
    concat(cast(clue.verified_on as varchar), '核实为纳入，没有纳入流程') as detail
from clue
inner join fct_household as household on clue.household_id = household.household_id
inner join dim_policy as rule
    on
        household.region_code = rule.region_code
        and rule.parameter = 'inclusion.limit_days'
        and clue.verified_on >= rule.valid_from
        and clue.verified_on < rule.valid_to
left join fct_under_way as taken_up
    on
        clue.household_id = taken_up.household_id
        and taken_up.kind = '纳入'
        and taken_up.under_way_on >= clue.given_on
        and taken_up.started_on > coalesce(household.eliminated_on, date '0001-01-01')
where
    clue.verified_on <= $as_of
    and clue.verified_on > cast($as_of - interval '12 months' as date)
    and not household.is_unresolved
    and coalesce(household.identified_on < clue.given_on, true)
    and taken_up.household_id is null
    and days_elapsed(clue.verified_on, $as_of, rule.day_type) > rule.value_number
