/*
title = "风险区位商"
meaning = "本地带该风险户的占比与全县占比之比；本地未消除户少于3户时不给值"
numerator = "本地占比"
denominator = "全县占比"
grain = "own"
unit = "ratio"
better = "neither"
interval = "none"
slice = "风险类型"
policy = []
source = ["LZ-04", "LT-10"]
*/
with carried as (
    select
        above.above_code as region_code,
        above.above_level,
        risk.risk,
        count(*) as households
    from fct_household_risk as risk
    inner join dim_region_above as above on risk.region_code = above.region_code
    where above.above_level in ('village', 'town', 'county')
    group by above.above_code, above.above_level, risk.risk
),

unresolved as (
    select
        above.above_code as region_code,
        above.above_level,
        count(*) as households
    from fct_household as household
    inner join dim_region_above as above on household.region_code = above.region_code
    where household.is_unresolved and above.above_level in ('village', 'town', 'county')
    group by above.above_code, above.above_level
),

share as (
    select
        unresolved.region_code,
        unresolved.above_level,
        unresolved.households,
        code_risk.risk,
        coalesce(carried.households, 0) / cast(unresolved.households as double) as risk_share
    from unresolved
    cross join code_risk
    left join carried on unresolved.region_code = carried.region_code and code_risk.risk = carried.risk
)

select
    here.region_code,
    here.risk as slice,
    here.risk_share as numerator,
    county.risk_share as denominator,
    -- Below three households a quotient says nothing (figures.md).
    case when here.households >= 3 then here.risk_share / nullif(county.risk_share, 0.0) end as value
from share as here
inner join dim_region_above as above on here.region_code = above.region_code and above.above_level = 'county'
inner join share as county on above.above_code = county.region_code and here.risk = county.risk
where here.above_level in ('village', 'town')
