-- One row per event of a workflow; the day is the calendar day in Asia/Shanghai.
select
    workflow_id,
    household_id,
    episode_id,
    workflow_kind as kind,
    stage,
    happened_at as occurred_at,
    shanghai_day(happened_at) as occurred_on,
    stage_result as result,
    batch_id,
    file_sha256
from source_workflow
