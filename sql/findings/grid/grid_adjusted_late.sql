/*
title = "网格未按期调整"
meaning = "网格没有调整日期，或当年调整、平台更新晚于截止日"
action = "完成调整并同步平台"
owner = "乡镇"
policy = ["grid.adjusted_by"]
source = ["LS-02"]
*/
-- An adjustment in a later year is another one; that of the deadline's year is the one that was asked for.
select
    grid.region_code,
    cast(null as varchar) as household_id,
    grid.grid_id as subject,
    try_cast(rule.value_text as date) as due_on,
    case
        when grid.adjusted_on is null or grid.synced_on is null then $as_of
        else greatest(grid.adjusted_on, grid.synced_on)
    end
    - try_cast(rule.value_text as date) as days_overdue,
    case when grid.adjusted_on is null then 'warn' else 'info' end as severity,
    rule.clause,
    case
        when grid.adjusted_on is null then '没有调整日期'
        when grid.synced_on is null then concat(cast(grid.adjusted_on as varchar), '调整，平台未更新')
        else concat(cast(grid.adjusted_on as varchar), '调整，平台', cast(grid.synced_on as varchar), '更新')
    end as detail
from fct_grid as grid
inner join dim_policy as rule
    on
        grid.region_code = rule.region_code
        and rule.parameter = 'grid.adjusted_by'
        and rule.valid_from <= $as_of
        and $as_of < rule.valid_to
where
    try_cast(rule.value_text as date) < $as_of
    and (
        grid.adjusted_on is null
        or grid.synced_on is null
        or (
            grid.adjusted_on > try_cast(rule.value_text as date)
            and date_part('year', grid.adjusted_on) = date_part('year', try_cast(rule.value_text as date))
        )
        or (
            grid.adjusted_on <= try_cast(rule.value_text as date)
            and grid.synced_on > try_cast(rule.value_text as date)
            and date_part('year', grid.adjusted_on) = date_part('year', try_cast(rule.value_text as date))
        )
    )
