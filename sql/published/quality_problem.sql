-- Every row of a register that breaks a rule on the release's day, and those that did at an earlier release and do no longer.
-- A problem is one rule and one row: it keeps the day it was first seen, closes by itself when it is gone, and opens anew when it comes
-- back. A closed one is carried for a year.
with before as (
    select
        rule,
        region_code,
        household_id,
        subject,
        office,
        person_in_charge,
        opened_on,
        closed_on,
        state
    from previous_quality_problem
),

now as (
    select
        rule,
        subject,
        min(region_code) as region_code,
        min(household_id) as household_id,
        min(office) as office,
        min(person_in_charge) as person_in_charge
    from quality_broken
    group by rule, subject
),

met as (
    select
        coalesce(now.rule, before.rule) as rule,
        coalesce(now.region_code, before.region_code) as region_code,
        case when now.rule is null then before.household_id else now.household_id end as household_id,
        coalesce(now.subject, before.subject) as subject,
        coalesce(now.office, before.office) as office,
        coalesce(now.person_in_charge, before.person_in_charge) as person_in_charge,
        coalesce(before.opened_on, $as_of) as opened_on,
        case when now.rule is null then $as_of end as closed_on,
        case when now.rule is null then 'closed' else 'open' end as state
    from now
    full outer join (
        select
            rule,
            region_code,
            household_id,
            subject,
            office,
            person_in_charge,
            opened_on
        from before
        where state = 'open'
    ) as before on now.rule = before.rule and now.subject = before.subject
    union all
    select
        rule,
        region_code,
        household_id,
        subject,
        office,
        person_in_charge,
        opened_on,
        closed_on,
        state
    from before
    where state = 'closed' and closed_on > cast($as_of - interval '12 months' as date)
)

select
    $as_of as as_of,
    met.rule,
    about.dimension,
    about.severity,
    about.clause,
    about.register,
    about.field,
    met.region_code,
    met.household_id,
    met.subject,
    met.office,
    met.person_in_charge,
    met.opened_on,
    met.closed_on,
    met.state
from met
-- A rule that is no longer in force leaves its problems behind.
inner join dim_quality_rule as about on met.rule = about.rule
order by met.rule, met.region_code, met.subject, met.opened_on
