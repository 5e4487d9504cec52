-- One row per village and thing counted: how many households there are, and how many there would be if each class of household (户类型) had
-- them as often here as in the whole county. `monitored` is 监测户; `unresolved` is 未消除户, all of them (slice is empty) or those that carry
-- a risk.
with household as (
    select
        household.household_id,
        household.region_code,
        above.above_code as county_code,
        household.household_class,
        household.is_monitored,
        household.is_unresolved
    from fct_household as household
    inner join dim_region_above as above on household.region_code = above.region_code and above.above_level = 'county'
),

inhabited as (
    select
        region_code,
        county_code,
        household_class,
        count(*) as households,
        count(*) filter (where is_unresolved) as unresolved
    from household
    group by region_code, county_code, household_class
),

thing as (
    select 'monitored' as measure, '' as slice
    union all
    select 'unresolved' as measure, '' as slice
    union all
    select 'unresolved' as measure, risk as slice
    from code_risk
),

counted as (
    select 'monitored' as measure, '' as slice, region_code, household_class, count(*) as observed
    from household
    where is_monitored
    group by region_code, household_class
    union all
    select 'unresolved' as measure, '' as slice, region_code, household_class, count(*) as observed
    from household
    where is_unresolved
    group by region_code, household_class
    union all
    select 'unresolved' as measure, risk.risk as slice, household.region_code, household.household_class, count(*) as observed
    from fct_household_risk as risk
    inner join household on risk.household_id = household.household_id
    group by risk.risk, household.region_code, household.household_class
),

by_class as (
    select
        inhabited.region_code,
        inhabited.county_code,
        inhabited.household_class,
        inhabited.households,
        inhabited.unresolved,
        thing.measure,
        thing.slice,
        coalesce(counted.observed, 0) as observed
    from inhabited
    cross join thing
    left join counted
        on
            inhabited.region_code = counted.region_code
            and inhabited.household_class = counted.household_class
            and thing.measure = counted.measure
            and thing.slice = counted.slice
),

common as (
    select
        county_code,
        household_class,
        measure,
        slice,
        cast(sum(observed) as double) / sum(households) as rate
    from by_class
    group by county_code, household_class, measure, slice
)

select
    by_class.region_code,
    by_class.county_code,
    by_class.measure,
    by_class.slice,
    sum(by_class.households) as households,
    sum(by_class.unresolved) as unresolved,
    sum(by_class.observed) as observed,
    sum(by_class.households * common.rate) as expected
from by_class
inner join common
    on
        by_class.county_code = common.county_code
        and by_class.household_class = common.household_class
        and by_class.measure = common.measure
        and by_class.slice = common.slice
group by by_class.region_code, by_class.county_code, by_class.measure, by_class.slice
