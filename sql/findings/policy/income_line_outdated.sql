/*
title = "监测范围未按年确定"
meaning = "规定月份已过，政策档案里的监测范围仍是往年的，或没有监测范围"
action = "确定本年度监测范围，写入政策档案"
owner = "县级"
policy = ["monitoring.line_due_month", "monitoring.income_line_yuan"]
source = ["LS-09", "HN-11"]
*/
with county as (
    select distinct above.above_code as region_code
    from fct_household_state as home
    inner join dim_region_above as above on home.region_code = above.region_code and above.above_level = 'county'
),

this_year as (
    select
        county.region_code,
        rule.clause,
        cast(
            make_date(cast(date_part('year', $as_of) as integer), cast(rule.value_number as integer), 1)
            + interval '1 month' - interval '1 day' as date
        ) as due_on
    from county
    inner join dim_policy as rule
        on
            county.region_code = rule.region_code
            and rule.parameter = 'monitoring.line_due_month'
            and rule.valid_from <= $as_of
            and $as_of < rule.valid_to
),

-- Until the month is over, the line of the year before is the one that has to be there.
due as (
    select
        region_code,
        clause,
        case when due_on < $as_of then due_on else cast(due_on - interval '12 months' as date) end as due_on
    from this_year
)

select
    due.region_code,
    cast(null as varchar) as household_id,
    concat(due.region_code, '·', substr(cast(due.due_on as varchar), 1, 4)) as subject,
    due.due_on,
    $as_of - due.due_on as days_overdue,
    'warn' as severity,
    due.clause,
    case
        when line.valid_from is null then concat(substr(cast(due.due_on as varchar), 1, 4), '年没有监测范围')
        else concat(
            substr(cast(due.due_on as varchar), 1, 4), '年仍用', substr(cast(line.valid_from as varchar), 1, 4),
            '年的监测范围', cast(cast(line.value_number as bigint) as varchar), '元'
        )
    end as detail
from due
left join dim_policy as line
    on
        due.region_code = line.region_code
        and line.parameter = 'monitoring.income_line_yuan'
        and line.valid_from <= $as_of
        and $as_of < line.valid_to
where line.valid_from is null or date_part('year', line.valid_from) < date_part('year', due.due_on)
