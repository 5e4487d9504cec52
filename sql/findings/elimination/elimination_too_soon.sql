/*
title = "短期消除"
meaning = "非自然消除的监测记录，从识别到消除不足规定月数"
action = "复核收入是否稳定，不稳定的按程序回退"
owner = "乡镇"
policy = ["elimination.months_min"]
source = ["LS-26"]
*/
select
    episode.region_code,
    episode.household_id,
    episode.episode_id as subject,
    cast(null as date) as due_on,
    cast(null as bigint) as days_overdue,
    'warn' as severity,
    rule.clause,
    concat(cast(episode.identified_on as varchar), '识别，', cast(episode.eliminated_on as varchar), '消除') as detail
from fct_episode as episode
inner join dim_policy as rule
    on
        episode.region_code = rule.region_code
        and rule.parameter = 'elimination.months_min'
        and episode.eliminated_on >= rule.valid_from
        and episode.eliminated_on < rule.valid_to
where
    coalesce(episode.elimination_mode, '') <> '自然消除'
    and episode.eliminated_on < months_after(episode.identified_on, rule.value_number)
