-- What an open signal counted and expected: in each of the last weeks, and in each village of its zone over the whole window.
select
    $as_of as as_of,
    signal,
    region_code,
    week_ended_on,
    observed,
    expected,
    upper
from signal_count_now
order by signal, week_ended_on nulls last, region_code
