/*
title = "风险消除率（人）"
meaning = "已消除风险的监测人口占监测人口的比例，公开通报所用口径"
numerator = "已消除人口数"
denominator = "监测人口数"
grain = "village"
unit = "share"
better = "higher"
interval = "none"
trend = true
policy = []
source = ["LS-28", "XJ-16"]
*/
select
    region_code,
    '' as slice,
    coalesce(sum(persons) filter (where is_eliminated), 0) as numerator,
    sum(persons) as denominator
from fct_household
where is_monitored
group by region_code
