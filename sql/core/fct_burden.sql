-- One row per place above households: how many households lie below the line, how many of them nobody monitors, the visits that are owed in
-- a year to those in monitoring and to these, and what measures these would take at what a household in monitoring has now.
-- A mean of measures with an amount stands for one without; no household in monitoring, no mean.
with visit_load as (
    select
        rule.region_code,
        case cycle.value_text when 'quarter' then 4 else 12 end
        * case
            when rule.needs_every_role and rule.visitor_roles <> ''
                then array_length(string_to_array(rule.visitor_roles, '、'))
            else 1
        end as visits_a_year
    from dim_visit_rule as rule
    inner join dim_policy as cycle
        on
            rule.region_code = cycle.region_code
            and cycle.parameter = 'visit.cycle'
            and cycle.valid_from <= $as_of
            and $as_of < cycle.valid_to
    where rule.purpose = 'today'
),

usual as (
    select
        cast(count(*) as double) as measures,
        avg(cast(amount_yuan as double)) as yuan_a_measure
    from fct_measure
),

monitored as (
    select cast(count(*) as double) as households
    from fct_household
    where is_unresolved
),

village as (
    select
        household.region_code,
        count(*) filter (where standing.is_below) as below,
        count(*) filter (where standing.is_below and not household.is_unresolved) as below_unmonitored,
        count(*) filter (where household.is_unresolved or standing.is_below) as visited
    from fct_household as household
    left join fct_below_line as standing on household.household_id = standing.household_id
    group by household.region_code
)

select
    above.above_code as region_code,
    above.above_level as level,
    cast(sum(village.below) as double) as below,
    cast(sum(village.below_unmonitored) as double) as below_unmonitored,
    cast(sum(village.visited * visit_load.visits_a_year) as double) as visits_a_year,
    sum(village.below_unmonitored) * max(usual.measures / nullif(monitored.households, 0)) as measures,
    sum(village.below_unmonitored)
    * max(usual.measures / nullif(monitored.households, 0) * usual.yuan_a_measure) as yuan
from village
inner join dim_region_above as above on village.region_code = above.region_code
inner join visit_load on village.region_code = visit_load.region_code
cross join usual
cross join monitored
group by above.above_code, above.above_level
