/*
title = "自主申报渠道构成"
meaning = "近12个月的自主申报按渠道的比例；不分类的一行是书面以外渠道所占的比例"
numerator = "该渠道的申报数"
denominator = "申报数"
grain = "village"
unit = "share"
better = "neither"
interval = "wilson"
slice = "渠道"
policy = []
source = ["LS-07", "HN-05"]
*/
with declared as (
    select
        place.counts_as as region_code,
        declaration.declaration_channel
    from stg_declaration as declaration
    inner join dim_region as place on declaration.region_code = place.region_code
    where declaration.declared_on <= $as_of and declaration.declared_on > cast($as_of - interval '12 months' as date)
),

channel as (
    select distinct declaration_channel
    from declared
)

select
    region_code,
    '' as slice,
    count(*) filter (where declaration_channel <> '书面') as numerator,
    count(*) as denominator
from declared
group by region_code
union all
select
    declared.region_code,
    channel.declaration_channel as slice,
    count(*) filter (where declared.declaration_channel = channel.declaration_channel) as numerator,
    count(*) as denominator
from declared
cross join channel
group by declared.region_code, channel.declaration_channel
