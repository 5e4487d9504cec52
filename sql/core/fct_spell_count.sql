-- One row per county or town, course, class of spells and length: how many there were. Of a county all, by 监测对象类别 and by risk (a spell
-- that carries two counts under both); of a town all only, since its classes are too small to have a course of their own.
with place as (
    select
        region_code,
        above_code,
        above_level
    from dim_region_above
    where above_level in ('county', 'town')
),

spell as (
    select
        region_code,
        course,
        object_type,
        array_distinct(make_array(risk_1, risk_2, risk_3, risk_4, risk_5)) as risks,
        case when is_outside then 0 else entered_on - started_on end as entered_days,
        case when is_outside then 0 else left_on - started_on end as left_days,
        case when is_outside then 'outside' else outcome end as outcome
    from fct_spell
),

classed as (
    select region_code, course, '' as stratum_kind, '' as stratum, entered_days, left_days, outcome
    from spell
    union all
    select region_code, course, 'object_type' as stratum_kind, object_type as stratum, entered_days, left_days, outcome
    from spell
    union all
    select region_code, course, 'risk' as stratum_kind, unnest(risks) as stratum, entered_days, left_days, outcome
    from spell
)

select
    county.above_code as county_code,
    place.above_code as region_code,
    place.above_level as level,
    classed.course,
    classed.stratum_kind,
    classed.stratum,
    classed.entered_days,
    classed.left_days,
    classed.outcome,
    cast(count(*) as double) as spells
from classed
inner join place on classed.region_code = place.region_code
inner join place as county on classed.region_code = county.region_code and county.above_level = 'county'
where classed.stratum is not null and (place.above_level = 'county' or classed.stratum_kind = '')
group by
    county.above_code,
    place.above_code,
    place.above_level,
    classed.course,
    classed.stratum_kind,
    classed.stratum,
    classed.entered_days,
    classed.left_days,
    classed.outcome
