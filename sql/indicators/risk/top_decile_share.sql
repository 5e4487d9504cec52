/*
title = "前10%村集中度"
meaning = "未消除户最多的前10%的村（向上取整）所占全县未消除户的比例"
numerator = "前10%村的未消除户数"
denominator = "全县未消除户数"
grain = "own"
unit = "share"
better = "neither"
interval = "none"
policy = []
source = ["LT-10"]
*/
with village as (
    select
        above.above_code as county_code,
        household.region_code,
        count(*) filter (where household.is_unresolved) as households
    from fct_household as household
    inner join dim_region_above as above
        on household.region_code = above.region_code and above.above_level = 'county'
    group by above.above_code, household.region_code
),

ranked as (
    select
        county_code,
        households,
        row_number() over (partition by county_code order by households desc, region_code asc) as place,
        count(*) over (partition by county_code) as villages
    from village
)

select
    county_code as region_code,
    '' as slice,
    -- A tenth of the villages, rounded up: place p belongs to it when fewer than a tenth stand before it.
    sum(households) filter (where (place - 1) * 10 < villages) as numerator,
    sum(households) as denominator,
    sum(households) filter (where (place - 1) * 10 < villages)
    / nullif(cast(sum(households) as double), 0.0) as value
from ranked
group by county_code
