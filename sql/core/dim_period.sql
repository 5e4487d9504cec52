-- One row per cycle: the calendar month and the calendar quarter that closed last. One that ends on the release's day is closed.
select
    'month' as cycle,
    cast(date_trunc('month', $as_of + interval '1 day') - interval '1 month' as date) as first_on,
    cast(date_trunc('month', $as_of + interval '1 day') - interval '1 day' as date) as last_on
union all
select
    'quarter' as cycle,
    cast(date_trunc('quarter', $as_of + interval '1 day') - interval '3 months' as date) as first_on,
    cast(date_trunc('quarter', $as_of + interval '1 day') - interval '1 day' as date) as last_on
