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
select
    region_code,
    '' as slice,
    count(*) filter (where verified_on is not null) as numerator,
    count(*) as denominator
from fct_declaration
group by region_code
union all
select
    region_code,
    declaration_channel as slice,
    count(*) filter (where verified_on is not null) as numerator,
    count(*) as denominator
from fct_declaration
group by region_code, declaration_channel
