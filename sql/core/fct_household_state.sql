-- One row per household of R: its latest state with 数据日期 on or before the release's day.
-- A household missing from later deliveries stays with its last state: nothing marks a departure.
with ranked as (
    select
        household_id,
        region_code,
        household_class,
        persons,
        is_long_absent,
        is_safety_net,
        grid_id,
        row_number() over (partition by household_id order by state_on desc) as recency
    from stg_household
    where state_on <= $as_of
)

select
    ranked.household_id,
    dim_region.counts_as as region_code,
    ranked.household_class,
    ranked.persons,
    coalesce(ranked.is_long_absent, false) as is_long_absent,
    coalesce(ranked.is_safety_net, false) as is_safety_net,
    ranked.grid_id
from ranked
inner join dim_region on ranked.region_code = dim_region.region_code
where ranked.recency = 1
