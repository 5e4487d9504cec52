/*
title = "未消除占比"
meaning = "未消除监测户占监测户的比例"
numerator = "未消除监测户数"
denominator = "监测户数"
grain = "village"
unit = "share"
better = "lower"
interval = "wilson"
trend = true
policy = []
source = ["LT-10"]
*/
select
    region_code,
    '' as slice,
    count(*) filter (where is_unresolved) as numerator,
    count(*) as denominator
from fct_household
where is_monitored
group by region_code
