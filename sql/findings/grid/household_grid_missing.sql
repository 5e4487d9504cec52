/*
title = "农户不在本村网格"
meaning = "所在县已报送网格，而农户没有网格编号，或其网格属于别的村"
action = "划入本村网格，更新平台"
owner = "村级"
policy = ["grid.whole_coverage"]
source = ["XJ-09"]
*/
with delivered as (
    select distinct above.above_code as county_code
    from fct_grid as grid
    inner join dim_region_above as above on grid.region_code = above.region_code and above.above_level = 'county'
),

place as (
    select
        grid.grid_id,
        grid.region_code
    from fct_grid as grid
    where grid.place_level = 'village'
)

select
    household.region_code,
    household.household_id,
    household.household_id as subject,
    cast(null as date) as due_on,
    cast(null as bigint) as days_overdue,
    'warn' as severity,
    rule.clause,
    case when household.grid_id is null then '没有网格编号' else '所在网格属于别的村' end as detail
from fct_household as household
inner join dim_region_above as above on household.region_code = above.region_code and above.above_level = 'county'
inner join delivered on above.above_code = delivered.county_code
inner join dim_policy as rule
    on
        household.region_code = rule.region_code
        and rule.parameter = 'grid.whole_coverage'
        and rule.valid_from <= $as_of
        and $as_of < rule.valid_to
left join place on household.grid_id = place.grid_id
where rule.value_bool and (household.grid_id is null or place.region_code <> household.region_code)
