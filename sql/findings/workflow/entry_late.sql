/*
title = "录入不及时"
meaning = "近12个月识别的监测记录，录入系统晚于规定天数"
action = "说明迟录原因，今后随认随录"
owner = "乡镇"
policy = ["entry.limit_days"]
source = ["HN-16", "LT-12"]
*/
select
    episode.region_code,
    episode.household_id,
    episode.episode_id as subject,
    due_on(episode.identified_on, rule.value_number, rule.day_type) as due_on,
    entry.entered_on - due_on(episode.identified_on, rule.value_number, rule.day_type) as days_overdue,
    'warn' as severity,
    rule.clause,
    concat(cast(episode.identified_on as varchar), '识别，', cast(entry.entered_on as varchar), '录入') as detail
from fct_episode as episode
inner join stg_episode as entry on episode.episode_id = entry.episode_id
inner join dim_policy as rule
    on
        episode.region_code = rule.region_code
        and rule.parameter = 'entry.limit_days'
        and episode.identified_on >= rule.valid_from
        and episode.identified_on < rule.valid_to
where
    episode.identified_on > cast($as_of - interval '12 months' as date)
    and entry.entered_on <= $as_of
    and days_elapsed(episode.identified_on, entry.entered_on, rule.day_type) > rule.value_number
