/*
title = "自主申报核查率"
meaning = "近12个月的自主申报中已核查的比例"
numerator = "已核查申报数"
denominator = "申报数"
grain = "village"
unit = "share"
better = "higher"
interval = "wilson"
slice = "渠道"
policy = []
source = ["HN-02", "LT-19"]
*/
with declared as (
    select
        place.counts_as as region_code,
        declaration.declaration_channel,
        coalesce(declaration.verified_on <= $as_of, false) as is_checked
    from stg_declaration as declaration
    inner join dim_region as place on declaration.region_code = place.region_code
    where declaration.declared_on <= $as_of and declaration.declared_on > cast($as_of - interval '12 months' as date)
)

select
    region_code,
    '' as slice,
    count(*) filter (where is_checked) as numerator,
    count(*) as denominator
from declared
group by region_code
union all
select
    region_code,
    declaration_channel as slice,
    count(*) filter (where is_checked) as numerator,
    count(*) as denominator
from declared
group by region_code, declaration_channel
