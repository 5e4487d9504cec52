/*
title = "各村识别数雷同"
meaning = "一个乡镇近12个月各村识别的户次都一样且不为零，村数不少于规定"
action = "了解是否按指标分配"
owner = "县级"
policy = ["anomaly.equal_villages_min"]
source = ["LS-19"]
*/
with village as (
    select
        home.region_code,
        count(distinct episode.episode_id) as episodes
    from fct_household_state as home
    left join fct_episode as episode
        on
            home.household_id = episode.household_id
            and episode.identified_on > cast($as_of - interval '12 months' as date)
    group by home.region_code
),

town as (
    select
        above.above_code as region_code,
        count(*) as villages,
        min(village.episodes) as least,
        max(village.episodes) as most
    from village
    inner join dim_region_above as above
        on village.region_code = above.region_code and above.above_level = 'town'
    group by above.above_code
)

select
    town.region_code,
    cast(null as varchar) as household_id,
    town.region_code as subject,
    cast(null as date) as due_on,
    cast(null as bigint) as days_overdue,
    'info' as severity,
    rule.clause,
    concat(cast(town.villages as varchar), '个村近12个月各识别', cast(town.least as varchar), '户次') as detail
from town
inner join dim_policy as rule
    on
        town.region_code = rule.region_code
        and rule.parameter = 'anomaly.equal_villages_min'
        and rule.valid_from <= $as_of
        and $as_of < rule.valid_to
where town.villages >= rule.value_number and town.least = town.most and town.least > 0
