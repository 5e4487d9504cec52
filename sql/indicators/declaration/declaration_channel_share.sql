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
with channel as (
    select distinct declaration_channel
    from fct_declaration
)

select
    region_code,
    '' as slice,
    count(*) filter (where declaration_channel <> '书面') as numerator,
    count(*) as denominator
from fct_declaration
group by region_code
union all
select
    declared.region_code,
    channel.declaration_channel as slice,
    count(*) filter (where declared.declaration_channel = channel.declaration_channel) as numerator,
    count(*) as denominator
from fct_declaration as declared
cross join channel
group by declared.region_code, channel.declaration_channel
