-- One row per region code that was ever delivered, as the tree stood on the release's day.
-- `counts_as` is the code under which its facts count: itself, or the code it was merged into (停用日期, 并入代码).
with recursive successor as (
    select
        region_code,
        region_code as counts_as,
        0 as step
    from stg_region
    union all
    select
        earlier.region_code,
        ended.merged_into_code as counts_as,
        earlier.step + 1 as step
    from successor as earlier
    inner join stg_region as ended
        on earlier.counts_as = ended.region_code and ended.ended_on <= $as_of
    inner join stg_region as heir
        on ended.merged_into_code = heir.region_code
    where earlier.step < 8
),

last_successor as (
    select
        region_code,
        counts_as
    from (
        select
            region_code,
            counts_as,
            row_number() over (partition by region_code order by step desc) as nearness
        from successor
    ) as ranked
    where nearness = 1
)

select
    region.region_code,
    region.name,
    code_level.level,
    own.counts_as,
    above.counts_as as parent_code
from stg_region as region
inner join code_level on region.level_label = code_level.level_label
inner join last_successor as own on region.region_code = own.region_code
left join last_successor as above on region.parent_code = above.region_code
