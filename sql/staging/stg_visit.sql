-- One row per visit; the day is the calendar day in Asia/Shanghai.
select
    visit_id,
    household_id,
    visitor_role,
    visit_method,
    shanghai_day(visited_at) as visited_on,
    visitor_id,
    visited_at,
    visit_purpose,
    entered_at,
    batch_id,
    file_sha256
from source_visit
