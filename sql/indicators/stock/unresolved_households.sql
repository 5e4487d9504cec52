/*
title = "未消除监测户数"
meaning = "最近一次监测尚未消除风险的农户"
numerator = "未消除监测户数"
grain = "village"
unit = "households"
better = "neither"
interval = "none"
trend = true
policy = []
source = ["LS-31", "LT-10"]
*/
select
    region_code,
    '' as slice,
    count(*) filter (where is_unresolved) as numerator,
    null as denominator
from fct_household
group by region_code
