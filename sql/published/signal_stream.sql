-- What is watched in each county, since when, how far, and why nothing is said where nothing is.
select
    $as_of as as_of,
    region_code,
    stream,
    slice,
    state,
    weeks,
    events,
    judged_to,
    completeness,
    budget_share,
    remark
from signal_stream_now
order by region_code, stream, slice
