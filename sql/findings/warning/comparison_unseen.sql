/*
title = "未见部门比对结果"
meaning = "上一个已结束的周期内，全县没有收到任何部门的预警；从未报送过预警的县、周期开始后才报送预警的县不查"
action = "确认是否开展了数据比对；没有开展的补做，开展了的补报结果"
owner = "县级"
policy = ["comparison.cycle"]
source = ["LS-13", "XJ-12"]
*/
with county as (
    select distinct above.above_code as region_code
    from fct_household_state as home
    inner join dim_region_above as above on home.region_code = above.region_code and above.above_level = 'county'
),

delivered as (
    select
        county_code,
        min(pushed_on) as first_on
    from stg_warning
    group by county_code
),

seen as (
    select distinct
        warning.county_code,
        period.cycle
    from stg_warning as warning
    inner join dim_period as period on warning.pushed_on >= period.first_on and warning.pushed_on <= period.last_on
)

select
    county.region_code,
    cast(null as varchar) as household_id,
    concat(county.region_code, '·', substr(cast(period.last_on as varchar), 1, 7)) as subject,
    period.last_on as due_on,
    $as_of - period.last_on as days_overdue,
    'info' as severity,
    rule.clause,
    concat(cast(period.first_on as varchar), '至', cast(period.last_on as varchar), '没有收到部门预警') as detail
from county
inner join dim_policy as rule
    on
        county.region_code = rule.region_code
        and rule.parameter = 'comparison.cycle'
        and rule.valid_from <= $as_of
        and $as_of < rule.valid_to
inner join dim_period as period on rule.value_text = period.cycle
inner join delivered on county.region_code = delivered.county_code and delivered.first_on < period.first_on
left join seen on county.region_code = seen.county_code and period.cycle = seen.cycle
where seen.county_code is null
