/*
title = "风险消除率（户）"
meaning = "已消除风险的监测户占监测户的比例"
numerator = "已消除户数"
denominator = "监测户数"
grain = "village"
unit = "share"
better = "higher"
interval = "wilson"
trend = true
policy = []
source = ["LS-28", "XJ-16"]
*/
select
    region_code,
    '' as slice,
    count(*) filter (where is_eliminated) as numerator,
    count(*) as denominator
from fct_household
where is_monitored
group by region_code
