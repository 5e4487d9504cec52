-- One row per visit at home in the last 3 months, screening and inspectors aside: whether it is part of a pattern that real visits hardly
-- make — more households in a day than one person can see, two villages in the same minute, or all visits of a month on its last days.
with home_visit as (
    select
        visit.visit_id,
        visit.visitor_id,
        visit.visited_on,
        visit.household_id,
        household.region_code,
        date_trunc('month', visit.visited_on) as month_on,
        date_trunc('minute', visit.visited_at) as minute,
        -- A time without a clock lands as midnight: the day of a moment before it is another day.
        shanghai_day(visit.visited_at - interval '1 minute') = visit.visited_on as has_clock
    from stg_visit as visit
    inner join fct_household_state as household on visit.household_id = household.household_id
    where
        visit.visited_on > cast($as_of - interval '3 months' as date)
        and visit.visited_on <= $as_of
        and visit.visit_method = '入户访问'
        and coalesce(visit.visit_purpose, '') <> '排查'
        and visit.visitor_role <> '暗访组'
),

working_day as (
    select
        visitor_id,
        visited_on,
        count(distinct household_id) as households
    from home_visit
    group by visitor_id, visited_on
),

split_minute as (
    select
        visitor_id,
        minute
    from home_visit
    where has_clock
    group by visitor_id, minute
    having min(region_code) <> max(region_code)
),

working_month as (
    select
        visitor_id,
        month_on,
        count(*) as visits,
        cast(month_on + interval '1 month' - interval '1 day' as date) - min(visited_on) as days_to_end
    from home_visit
    group by visitor_id, month_on
)

select
    visit.visit_id,
    visit.household_id,
    visit.region_code,
    visit.visited_on,
    coalesce(working_day.households > day_max.value_number, false) as is_too_many,
    split_minute.minute is not null and visit.has_clock as is_in_two_places,
    coalesce(
        working_month.visits >= month_min.value_number and working_month.days_to_end < month_end.value_number,
        false
    ) as is_at_month_end
from home_visit as visit
inner join working_day on visit.visitor_id = working_day.visitor_id and visit.visited_on = working_day.visited_on
inner join working_month on visit.visitor_id = working_month.visitor_id and visit.month_on = working_month.month_on
left join split_minute on visit.visitor_id = split_minute.visitor_id and visit.minute = split_minute.minute
left join dim_policy as day_max
    on
        visit.region_code = day_max.region_code
        and day_max.parameter = 'visit.per_day_max'
        and visit.visited_on >= day_max.valid_from
        and visit.visited_on < day_max.valid_to
left join dim_policy as month_min
    on
        visit.region_code = month_min.region_code
        and month_min.parameter = 'visit.month_end_min'
        and visit.visited_on >= month_min.valid_from
        and visit.visited_on < month_min.valid_to
left join dim_policy as month_end
    on
        visit.region_code = month_end.region_code
        and month_end.parameter = 'anomaly.month_end_days'
        and visit.visited_on >= month_end.valid_from
        and visit.visited_on < month_end.valid_to
