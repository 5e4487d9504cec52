/*
title = "持续关注户未回访"
meaning = "近12个月的预警核实、自主申报、集中排查作出持续关注，或排查三保障未达标但有自主应对能力，至今不在未消除之列，其后规定月数内没有任何走访或排查"
action = "回访，了解风险变化，如实记录"
owner = "村级"
policy = ["visit.watched_months"]
source = ["LS-22", "HN-02"]
*/
with clue as (
    select
        coalesce(warning.household_id, person.household_id) as household_id,
        warning.verified_on as watched_on,
        '预警核实' as origin
    from stg_warning as warning
    left join fct_clue_person as person on warning.person_key = person.person_key and warning.household_id is null
    where warning.result = '持续关注' and warning.verified_on <= $as_of
    union all
    select
        coalesce(declaration.household_id, person.household_id) as household_id,
        coalesce(declaration.replied_on, declaration.verified_on, declaration.declared_on) as watched_on,
        '自主申报' as origin
    from stg_declaration as declaration
    left join fct_clue_person as person
        on declaration.person_key = person.person_key and declaration.household_id is null
    where
        declaration.result = '持续关注'
        and coalesce(declaration.replied_on, declaration.verified_on, declaration.declared_on) <= $as_of
    union all
    select
        household_id,
        screened_on as watched_on,
        '集中排查' as origin
    from stg_screening
    where
        screened_on <= $as_of
        and (screening_advice = '持续关注' or (not is_safeguarded and has_coping_ability))
),

latest as (
    select
        household_id,
        max(watched_on) as watched_on
    from clue
    where household_id is not null and watched_on > cast($as_of - interval '12 months' as date)
    group by household_id
),

watched as (
    select
        clue.household_id,
        clue.watched_on,
        min(clue.origin) as origin
    from clue
    inner join latest on clue.household_id = latest.household_id and clue.watched_on = latest.watched_on
    group by clue.household_id, clue.watched_on
)

select
    household.region_code,
    household.household_id,
    household.household_id as subject,
    months_after(watched.watched_on, rule.value_number) as due_on,
    $as_of - months_after(watched.watched_on, rule.value_number) as days_overdue,
    'info' as severity,
    rule.clause,
    concat(cast(watched.watched_on as varchar), watched.origin, '持续关注，其后没有走访或排查') as detail
from watched
inner join fct_household as household on watched.household_id = household.household_id
inner join dim_policy as rule
    on
        household.region_code = rule.region_code
        and rule.parameter = 'visit.watched_months'
        and rule.valid_from <= $as_of
        and $as_of < rule.valid_to
left join fct_last_sight as seen on watched.household_id = seen.household_id and seen.seen_on > watched.watched_on
where
    not household.is_unresolved
    and seen.household_id is null
    and months_after(watched.watched_on, rule.value_number) < $as_of
