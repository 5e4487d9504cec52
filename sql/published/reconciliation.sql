-- Whether the accounts agree. `night`: what a ledger held at the release before, what came in and went out by name since, what it holds
-- now; `difference` is what the names do not explain, and is nought. `department`: what a department counts for a place against what the
-- households say one by one; the households behind a difference are in `quality_problem`.
with before as (
    select
        region_code,
        ledger,
        count(*) as households
    from fct_ledger_before
    group by region_code, ledger
),

counted as (
    select 'night' as kind, ledger, region_code, households as theirs, 0 as came_in, 0 as went_out, 0 as ours
    from before
    union all
    select 'night' as kind, ledger, region_code, 0 as theirs, 0 as came_in, 0 as went_out, count(*) as ours
    from fct_ledger
    where (select count(*) from before) > 0
    group by ledger, region_code
    union all
    select
        'night' as kind,
        ledger,
        region_code,
        0 as theirs,
        count(*) filter (where direction = 'in') as came_in,
        count(*) filter (where direction = 'out') as went_out,
        0 as ours
    from household_moved
    group by ledger, region_code
    union all
    select
        'department' as kind,
        ledger,
        region_code,
        theirs,
        0 as came_in,
        0 as went_out,
        ours
    from fct_department_count
),

rolled as (
    select
        counted.kind,
        counted.ledger,
        above.above_code as region_code,
        above.above_level as level,
        sum(counted.theirs) as theirs,
        sum(counted.came_in) as came_in,
        sum(counted.went_out) as went_out,
        sum(counted.ours) as ours
    from counted
    inner join dim_region as place on counted.region_code = place.region_code
    inner join dim_region_above as above on place.counts_as = above.region_code
    group by counted.kind, counted.ledger, above.above_code, above.above_level
)

select
    $as_of as as_of,
    kind,
    ledger,
    region_code,
    level,
    theirs,
    came_in,
    went_out,
    ours,
    ours - theirs - came_in + went_out as difference
from rolled
order by kind, ledger, region_code
