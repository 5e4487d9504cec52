/*
title = "消除时收入未超过监测线"
meaning = "非自然消除的监测户，消除时人均纯收入没有超过当时的监测范围"
action = "复核收入，不达标的按程序回退"
owner = "乡镇"
policy = ["monitoring.income_line_yuan"]
source = ["LS-23", "LZ-15", "HN-21"]
*/
select
    household.region_code,
    household.household_id,
    household.episode_id as subject,
    cast(null as date) as due_on,
    cast(null as bigint) as days_overdue,
    'error' as severity,
    'LS-23' as clause,
    concat(cast(household.eliminated_on as varchar), '标注消除，消除时人均纯收入没有超过监测范围') as detail
from fct_household as household
inner join stg_episode as episode on household.episode_id = episode.episode_id
inner join dim_policy as rule
    on
        household.region_code = rule.region_code
        and rule.parameter = 'monitoring.income_line_yuan'
        and household.eliminated_on >= rule.valid_from
        and household.eliminated_on < rule.valid_to
where
    household.is_eliminated
    and coalesce(household.elimination_mode, '') <> '自然消除'
    -- 稳定超过当年监测范围: the line itself is not above the line.
    and episode.eliminated_income_per_person_yuan <= rule.value_number
