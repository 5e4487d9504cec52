-- One row per village or town and thing counted: what there is, and what there would be if each class of household had it as often as in the
-- whole county. A risk is only looked for where anybody is unresolved.
select
    above.above_code as region_code,
    above.above_level as level,
    counted.county_code,
    counted.measure,
    counted.slice,
    cast(sum(counted.households) as double) as households,
    cast(sum(counted.unresolved) as double) as unresolved,
    cast(sum(counted.observed) as double) as observed,
    sum(counted.expected) as expected
from fct_expectation as counted
inner join dim_region_above as above on counted.region_code = above.region_code
where above.above_level in ('village', 'town')
group by above.above_code, above.above_level, counted.county_code, counted.measure, counted.slice
having counted.slice = '' or sum(counted.unresolved) > 0
