-- One row per inclusion (纳入) or rollback (风险消除回退) of a household of R: its first day, and the last on which it was under way. An inclusion
-- of the last 12 months that nobody decided is under way on the release's day; of the others the first day is all that is looked at.
select
    course.household_id,
    course.kind,
    course.started_on,
    case
        when inclusion.workflow_id is not null then greatest(course.started_on, coalesce(inclusion.decided_on, $as_of))
        else course.started_on
    end as under_way_on
from fct_workflow as course
left join fct_inclusion as inclusion on course.workflow_id = inclusion.workflow_id
where course.kind in ('纳入', '风险消除回退')
