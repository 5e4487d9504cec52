-- How many rows were asked and how many broke a rule: by place, for each rule, each dimension (rule is empty) and in all (both are empty);
-- and for the county by delivering office and by the person in charge whom the rows name.
-- Absent values are neither right nor wrong and are not asked, unless the rule is about the absence.
with asked as (
    select
        asked.rule,
        about.dimension,
        about.clause,
        asked.region_code,
        asked.office,
        asked.person_in_charge,
        asked.broken,
        asked.asked
    from quality_asked as asked
    inner join dim_quality_rule as about on asked.rule = about.rule
),

counted as (
    select rule, dimension, clause, region_code, sum(broken) as broken, sum(asked) as asked
    from asked
    group by rule, dimension, clause, region_code
    union all
    select '' as rule, dimension, '' as clause, region_code, sum(broken) as broken, sum(asked) as asked
    from asked
    group by dimension, region_code
    union all
    select '' as rule, '' as dimension, '' as clause, region_code, sum(broken) as broken, sum(asked) as asked
    from asked
    group by region_code
),

by_place as (
    select
        counted.rule,
        counted.dimension,
        counted.clause,
        above.above_code as region_code,
        above.above_level as level,
        '' as office,
        '' as person_in_charge,
        sum(counted.broken) as broken,
        sum(counted.asked) as asked
    from counted
    inner join dim_region_above as above on counted.region_code = above.region_code
    -- Each rule at every level would be millions of rows a year: a village sees its dimensions, and its problems one by one.
    where counted.rule = '' or above.above_level <> 'village'
    group by counted.rule, counted.dimension, counted.clause, above.above_code, above.above_level
),

of_county as (
    select
        asked.rule,
        asked.dimension,
        asked.clause,
        above.above_code as region_code,
        asked.office,
        asked.person_in_charge,
        asked.broken,
        asked.asked
    from asked
    inner join dim_region_above as above
        on asked.region_code = above.region_code and above.above_level = 'county'
),

by_sender as (
    select rule, dimension, clause, region_code, office, '' as person_in_charge, sum(broken) as broken, sum(asked) as asked
    from of_county
    where office <> ''
    group by rule, dimension, clause, region_code, office
    union all
    select '' as rule, dimension, '' as clause, region_code, office, '' as person_in_charge, sum(broken), sum(asked)
    from of_county
    where office <> ''
    group by dimension, region_code, office
    union all
    select '' as rule, dimension, '' as clause, region_code, '' as office, person_in_charge, sum(broken), sum(asked)
    from of_county
    where person_in_charge <> ''
    group by dimension, region_code, person_in_charge
),

everything as (
    select rule, dimension, clause, region_code, level, office, person_in_charge, broken, asked
    from by_place
    union all
    select rule, dimension, clause, region_code, 'county' as level, office, person_in_charge, broken, asked
    from by_sender
)

select
    $as_of as as_of,
    everything.rule,
    everything.dimension,
    everything.region_code,
    everything.level,
    everything.office,
    everything.person_in_charge,
    cast(everything.broken as double) as numerator,
    cast(everything.asked as double) as denominator,
    everything.broken / nullif(cast(everything.asked as double), 0.0) as value,
    profile.profile,
    everything.clause
from everything
left join dim_quality_profile as profile on everything.region_code = profile.region_code
order by
    everything.rule, everything.dimension, everything.region_code, everything.office, everything.person_in_charge
