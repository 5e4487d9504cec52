/*
title = "回退清退未经逐级审批"
meaning = "已回退、已清退的监测记录，没有走完规定的逐级审批；首条此类流程数据之前识别、又没有流程的不查"
action = "恢复原状态，按程序逐级报批"
owner = "县级"
policy = ["elimination.rollback_stages"]
source = ["LT-13"]
*/
with course as (
    select
        household_id,
        episode_id,
        started_on,
        stages
    from fct_workflow
    where kind in ('风险消除回退', '清退') and not is_refused
),

undone as (
    select
        episode.episode_id,
        episode.household_id,
        household.region_code,
        episode.identified_on,
        episode.state
    from stg_episode as episode
    inner join fct_household_state as household on episode.household_id = household.household_id
    where episode.state in ('已回退', '已清退') and episode.identified_on <= $as_of
),

gone_through as (
    select
        undone.episode_id,
        course.household_id is not null as has_course,
        unnest(coalesce(course.stages, make_array('无'))) as stage
    from undone
    left join course
        on
            undone.household_id = course.household_id
            and (
                course.episode_id = undone.episode_id
                or (course.episode_id is null and course.started_on >= undone.identified_on)
            )
),

stages as (
    select
        episode_id,
        bool_or(has_course) as has_course,
        array_agg(distinct stage) as stages
    from gone_through
    group by episode_id
),

since as (
    select min(started_on) as first_on
    from course
),

gap as (
    select
        undone.episode_id,
        undone.household_id,
        undone.region_code,
        undone.state,
        stages.has_course,
        rule.clause,
        array_except(string_to_array(rule.value_text, '、'), stages.stages) as missing
    from undone
    inner join stages on undone.episode_id = stages.episode_id
    inner join since on stages.has_course or undone.identified_on >= since.first_on
    inner join dim_policy as rule
        on
            undone.region_code = rule.region_code
            and rule.parameter = 'elimination.rollback_stages'
            and rule.valid_from <= $as_of
            and $as_of < rule.valid_to
    where rule.value_text <> ''
)

select
    region_code,
    household_id,
    episode_id as subject,
    cast(null as date) as due_on,
    cast(null as bigint) as days_overdue,
    'error' as severity,
    clause,
    case
        when has_course then concat(state, '，缺少审批环节：', array_to_string(missing, '、'))
        else concat(state, '，没有审批流程')
    end as detail
from gap
where array_length(missing) > 0
