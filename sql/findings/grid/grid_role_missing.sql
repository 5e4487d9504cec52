/*
title = "网格岗位空缺"
meaning = "所在县已报送网格员角色，而有农户的村缺少规定的网格岗位"
action = "确定人选并录入平台"
owner = "村级"
policy = ["grid.roles"]
source = ["LT-14"]
*/
with post as (
    select distinct
        grid.region_code,
        worker.grid_role
    from stg_grid_worker as worker
    inner join fct_grid as grid on worker.grid_id = grid.grid_id
    where worker.grid_role is not null
),

delivered as (
    select distinct above.above_code as county_code
    from post
    inner join dim_region_above as above on post.region_code = above.region_code and above.above_level = 'county'
),

wanted as (
    select
        village.region_code,
        rule.clause,
        unnest(string_to_array(rule.value_text, '、')) as grid_role
    from (select distinct region_code from fct_household_state) as village
    inner join dim_policy as rule
        on
            village.region_code = rule.region_code
            and rule.parameter = 'grid.roles'
            and rule.valid_from <= $as_of
            and $as_of < rule.valid_to
)

select
    wanted.region_code,
    cast(null as varchar) as household_id,
    wanted.region_code as subject,
    cast(null as date) as due_on,
    cast(null as bigint) as days_overdue,
    'warn' as severity,
    min(wanted.clause) as clause,
    concat('缺少：', array_to_string(array_sort(array_agg(wanted.grid_role)), '、')) as detail
from wanted
inner join dim_region_above as above on wanted.region_code = above.region_code and above.above_level = 'county'
inner join delivered on above.above_code = delivered.county_code
left join post on wanted.region_code = post.region_code and wanted.grid_role = post.grid_role
where post.grid_role is null
group by wanted.region_code
