-- The published figures: village rows summed over the region tree of the release's day, and the figures that are computed at
-- their own level as they are. One place for values, intervals and the profile in force.
-- A place with households has a row for every figure, 0 of 0 where nothing is to be counted.
with settled as (
    select distinct region_code from fct_household
),

occasion as (
    select
        dim_indicator.indicator,
        settled.region_code,
        '' as slice,
        0.0 as numerator,
        case when dim_indicator.has_denominator then 0.0 end as denominator
    from settled
    cross join dim_indicator
    where
        dim_indicator.grain = 'village'
        and dim_indicator.indicator in (select whole.indicator from village_figure as whole where whole.slice = '')
    union all
    select
        indicator,
        region_code,
        slice,
        numerator,
        denominator
    from village_figure
),

rolled as (
    select
        occasion.indicator,
        above.above_code as region_code,
        above.above_level as level,
        occasion.slice,
        sum(occasion.numerator) as numerator,
        sum(occasion.denominator) as denominator
    from occasion
    inner join dim_region_above as above on occasion.region_code = above.region_code
    group by occasion.indicator, above.above_code, above.above_level, occasion.slice
),

-- Several profiles below one place are named together: LT+LZ.
profile as (
    select
        rule.indicator,
        above.above_code as region_code,
        array_to_string(array_sort(array_agg(distinct rule.profile)), '+') as profile
    from dim_indicator_profile as rule
    inner join dim_region_above as above on rule.region_code = above.region_code
    inner join settled on rule.region_code = settled.region_code
    group by rule.indicator, above.above_code
),

valued as (
    select
        indicator,
        region_code,
        level,
        slice,
        numerator,
        denominator,
        case when denominator is null then numerator else numerator / nullif(denominator, 0.0) end as value
    from rolled
    union all
    select
        figure.indicator,
        figure.region_code,
        dim_region.level,
        figure.slice,
        figure.numerator,
        figure.denominator,
        figure.value
    from own_figure as figure
    inner join dim_region on figure.region_code = dim_region.region_code
)

select
    $as_of as as_of,
    valued.indicator,
    valued.region_code,
    valued.level,
    valued.slice,
    valued.numerator,
    valued.denominator,
    valued.value,
    case when dim_indicator.has_interval then wilson_lower(valued.numerator, valued.denominator) end as lower,
    case when dim_indicator.has_interval then wilson_upper(valued.numerator, valued.denominator) end as upper,
    profile.profile
from valued
inner join dim_indicator on valued.indicator = dim_indicator.indicator
left join profile on valued.indicator = profile.indicator and valued.region_code = profile.region_code
order by valued.indicator, valued.region_code, valued.slice
