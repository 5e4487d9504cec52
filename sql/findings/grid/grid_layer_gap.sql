/*
title = "网格层级缺失"
meaning = "所在县已报送网格，而有农户的乡镇没有一级网格，或有农户的村没有二级、三级网格"
action = "补建网格，明确网格长"
owner = "乡镇"
policy = ["grid.layered"]
source = ["XJ-08"]
*/
with lived_in as (
    select distinct
        above.above_code as region_code,
        above.above_level as level
    from fct_household_state as home
    inner join dim_region_above as above on home.region_code = above.region_code
),

wanted as (
    select
        lived_in.region_code,
        layer.grid_level
    from lived_in
    inner join (values ('town', '一级'), ('village', '二级'), ('village', '三级')) as layer (level, grid_level)
        on lived_in.level = layer.level
),

delivered as (
    select distinct
        above.above_code as county_code,
        grid.grid_level
    from fct_grid as grid
    inner join dim_region_above as above on grid.region_code = above.region_code and above.above_level = 'county'
),

gap as (
    select
        wanted.region_code,
        array_to_string(array_sort(array_agg(wanted.grid_level)), '、') as layers
    from wanted
    inner join dim_region_above as above on wanted.region_code = above.region_code and above.above_level = 'county'
    inner join delivered on above.above_code = delivered.county_code and wanted.grid_level = delivered.grid_level
    left join fct_grid as grid on wanted.region_code = grid.region_code and wanted.grid_level = grid.grid_level
    where grid.grid_id is null
    group by wanted.region_code
)

select
    gap.region_code,
    cast(null as varchar) as household_id,
    gap.region_code as subject,
    cast(null as date) as due_on,
    cast(null as bigint) as days_overdue,
    'warn' as severity,
    rule.clause,
    concat('缺少网格：', gap.layers) as detail
from gap
inner join dim_policy as rule
    on
        gap.region_code = rule.region_code
        and rule.parameter = 'grid.layered'
        and rule.valid_from <= $as_of
        and $as_of < rule.valid_to
where rule.value_bool
