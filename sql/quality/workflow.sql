/*
title = "认定流程"
meaning = "近一年有环节的认定流程，一个流程一行"
[derived]
workflow_kind = "流程类型"
applied_on = "申请日期"
started_on = "第一个环节的日期"
is_decided = "县级审定或乡镇审核有了结果"
is_approved = "审定通过"
is_result_missing = "审定环节没有填结果"
is_episode_here = "监测编号就是该户的"
is_episode_known = "监测编号在监测对象表中有"
stages = "走过的环节数"
applications = "申请环节的条数"
episode_identified_on = "监测记录的识别监测时间"
county_on = "审定通过的日期"
notice_started_on = "公示开始日期"
notice_ended_on = "公示结束日期"
days_since_county = "审定以来的天数"
*/
with course as (
    select
        workflow_id,
        max(household_id) as household_id,
        min(kind) as kind,
        max(episode_id) as episode_id,
        min(occurred_on) as started_on,
        max(occurred_on) as last_on,
        min(occurred_on) filter (where stage = '申请') as applied_on,
        max(occurred_on) filter (where stage = '公示开始') as notice_started_on,
        max(occurred_on) filter (where stage = '公示结束') as notice_ended_on,
        min(occurred_on) filter (where stage in ('县级审定', '乡镇审核') and result = '通过') as approved_on,
        max(occurred_on) filter (where stage = '县级审定' and result = '通过') as county_on,
        bool_or(stage = '县级审定') as is_decided,
        bool_or(stage = '县级审定' and result is null) as is_result_missing,
        count(distinct stage) as stages,
        count(*) filter (where stage = '申请') as applications,
        max(batch_id) as batch_id
    from stg_workflow
    where occurred_on <= $as_of
    group by workflow_id
)

select
    home.region_code,
    course.household_id,
    course.workflow_id as subject,
    '' as office,
    '' as person_in_charge,
    course.kind as workflow_kind,
    course.episode_id,
    course.started_on,
    course.applied_on,
    course.notice_started_on,
    course.notice_ended_on,
    course.county_on,
    $as_of - course.county_on as days_since_county,
    coalesce(course.is_decided, false) as is_decided,
    course.county_on is not null as is_approved,
    coalesce(course.is_result_missing, false) as is_result_missing,
    course.stages,
    course.applications,
    case when course.episode_id is not null then episode.episode_id is not null end as is_episode_known,
    episode.household_id = course.household_id as is_episode_here,
    episode.identified_on as episode_identified_on,
    episode.state as episode_state
from course
inner join fct_household_state as home on course.household_id = home.household_id
left join stg_episode as episode on course.episode_id = episode.episode_id
where course.last_on > cast($as_of - interval '12 months' as date)
