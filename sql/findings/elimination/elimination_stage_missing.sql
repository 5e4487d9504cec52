/*
title = "消除程序缺失"
meaning = "近12个月消除的监测记录，没有消除流程，或流程缺少规定的环节（自然消除的只查有没有流程）；首条消除流程数据之前的不查"
action = "补齐程序；程序未履行的按规定回退"
owner = "村级、乡镇"
policy = ["elimination.stages"]
source = ["LS-24", "LZ-16", "HN-23"]
*/
with course as (
    select
        household_id,
        episode_id,
        started_on,
        stages
    from fct_workflow
    where kind = '消除'
),

gone_through as (
    select
        episode.episode_id,
        course.household_id is not null as has_course,
        unnest(coalesce(course.stages, make_array('无'))) as stage
    from fct_episode as episode
    left join course
        on
            episode.household_id = course.household_id
            and (
                course.episode_id = episode.episode_id
                or (course.episode_id is null and course.started_on >= episode.identified_on)
            )
    where episode.is_eliminated
),

stages as (
    select
        episode_id,
        bool_or(has_course) as has_course,
        array_agg(distinct stage) as stages
    from gone_through
    group by episode_id
),

-- The first delivery does not bring the papers of earlier years.
since as (
    select min(started_on) as first_on
    from course
),

gap as (
    select
        episode.episode_id,
        episode.household_id,
        episode.region_code,
        episode.eliminated_on,
        stages.has_course,
        rule.clause,
        array_except(string_to_array(rule.value_text, '、'), stages.stages) as missing
    from fct_episode as episode
    inner join stages on episode.episode_id = stages.episode_id
    inner join since on episode.eliminated_on >= since.first_on
    inner join dim_policy as rule
        on
            episode.region_code = rule.region_code
            and rule.parameter = 'elimination.stages'
            and episode.eliminated_on >= rule.valid_from
            and episode.eliminated_on < rule.valid_to
    where
        episode.eliminated_on > cast($as_of - interval '12 months' as date)
        -- 风险自然消失的 is marked after the procedure, too; which of its stages are left to a household that is no more is not said.
        and (coalesce(episode.elimination_mode, '') <> '自然消除' or not stages.has_course)
        and rule.value_text <> ''
)

select
    region_code,
    household_id,
    episode_id as subject,
    cast(null as date) as due_on,
    cast(null as bigint) as days_overdue,
    case when has_course then 'warn' else 'error' end as severity,
    clause,
    case
        when has_course
            then concat(cast(eliminated_on as varchar), '标注消除，缺少环节：', array_to_string(missing, '、'))
        else concat(cast(eliminated_on as varchar), '标注消除，没有消除流程')
    end as detail
from gap
where array_length(missing) > 0
