/*
title = "突击消除"
meaning = "一个村近12个月的非自然消除不少于规定户次，且全部落在同一天、月末几天或十一、十二月"
action = "抽查这些户是否真正达到消除条件"
owner = "县级"
policy = ["elimination.burst_min", "anomaly.month_end_days"]
source = ["LS-25", "LZ-17"]
*/
with burst as (
    select
        episode.region_code,
        count(*) as eliminations,
        max(episode.eliminated_on) as last_on,
        min(episode.eliminated_on) as first_on,
        bool_and(
            cast(date_trunc('month', episode.eliminated_on) + interval '1 month' - interval '1 day' as date)
            - episode.eliminated_on < span.value_number
        ) as is_month_end,
        bool_and(date_part('month', episode.eliminated_on) in (11, 12)) as is_year_end
    from fct_episode as episode
    inner join dim_policy as span
        on
            episode.region_code = span.region_code
            and span.parameter = 'anomaly.month_end_days'
            and episode.eliminated_on >= span.valid_from
            and episode.eliminated_on < span.valid_to
    where
        episode.eliminated_on > cast($as_of - interval '12 months' as date)
        and coalesce(episode.elimination_mode, '') <> '自然消除'
    group by episode.region_code
)

select
    burst.region_code,
    cast(null as varchar) as household_id,
    burst.region_code as subject,
    cast(null as date) as due_on,
    cast(null as bigint) as days_overdue,
    'info' as severity,
    rule.clause,
    concat(
        '近12个月消除', cast(burst.eliminations as varchar), '户次，全部在',
        case
            when burst.first_on = burst.last_on then cast(burst.first_on as varchar)
            when burst.is_month_end then '月末'
            else '年末两个月'
        end
    ) as detail
from burst
inner join dim_policy as rule
    on
        burst.region_code = rule.region_code
        and rule.parameter = 'elimination.burst_min'
        and rule.valid_from <= $as_of
        and $as_of < rule.valid_to
where burst.eliminations >= rule.value_number and (burst.first_on = burst.last_on or burst.is_month_end or burst.is_year_end)
