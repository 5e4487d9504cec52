-- Everything wrong or due on the release's day, and what earlier releases found and is no longer so.
-- A finding is one rule and one subject: it keeps the day it was first seen, closes by itself when it is gone, and opens anew when it
-- comes back.
with open_before as (
    select
        rule,
        subject,
        opened_on
    from previous_finding
    where state = 'open'
),

seen_now as (
    select
        found.rule,
        found.clause,
        found.severity,
        found.region_code,
        found.household_id,
        found.subject,
        found.due_on,
        found.days_overdue,
        found.detail,
        coalesce(before.opened_on, $as_of) as opened_on,
        cast(null as date) as closed_on,
        'open' as state
    from found_now as found
    left join open_before as before on found.rule = before.rule and found.subject = before.subject
),

gone_now as (
    select
        previous.rule,
        previous.clause,
        previous.severity,
        previous.region_code,
        previous.household_id,
        previous.subject,
        previous.due_on,
        previous.days_overdue,
        previous.detail,
        previous.opened_on,
        $as_of as closed_on,
        'closed' as state
    from previous_finding as previous
    left join found_now as found on previous.rule = found.rule and previous.subject = found.subject
    where previous.state = 'open' and found.subject is null
),

closed_before as (
    select
        rule,
        clause,
        severity,
        region_code,
        household_id,
        subject,
        due_on,
        days_overdue,
        detail,
        opened_on,
        closed_on,
        state
    from previous_finding
    where state = 'closed'
),

everything as (
    select * from seen_now
    union all
    select * from gone_now
    union all
    select * from closed_before
)

select
    $as_of as as_of,
    rule,
    clause,
    severity,
    region_code,
    household_id,
    subject,
    due_on,
    days_overdue,
    detail,
    opened_on,
    closed_on,
    state
from everything
order by rule, region_code, subject, opened_on
