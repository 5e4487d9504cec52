-- One row per place and each place above it, itself included: the bridge over which figures are rolled up.
-- Parents come from 上级代码, not from the digits.
with recursive climb as (
    select
        region_code,
        region_code as above_code,
        level as above_level,
        parent_code,
        0 as step
    from dim_region
    where counts_as = region_code
    union all
    select
        lower.region_code,
        parent.region_code as above_code,
        parent.level as above_level,
        parent.parent_code,
        lower.step + 1 as step
    from climb as lower
    inner join dim_region as parent on lower.parent_code = parent.region_code
    where lower.step < 5
)

select
    region_code,
    above_code,
    above_level
from climb
