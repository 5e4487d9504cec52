-- One row per inclusion workflow of R whose last 公示结束 fell in the last 12 months, with the days its notice lasted, both end days
-- counted. Without a 公示开始 it stays and is not counted short. The rule in force is that of the 公示开始.
select
    notice.workflow_id,
    notice.household_id,
    notice.region_code,
    notice.started_on,
    notice.ended_on,
    notice.notice_days,
    days_min.value_number as notice_days_min,
    days_min.profile,
    days_min.clause,
    coalesce(notice.notice_days < days_min.value_number, false) as is_too_short
from fct_notice_span as notice
left join dim_policy as days_min
    on
        notice.region_code = days_min.region_code
        and days_min.parameter = 'notice.days_min'
        and coalesce(notice.started_on, notice.ended_on) >= days_min.valid_from
        and coalesce(notice.started_on, notice.ended_on) < days_min.valid_to
where notice.kind = '纳入'
