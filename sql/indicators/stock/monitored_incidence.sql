/*
title = "监测发生率（户）"
meaning = "监测户占农户的比例"
numerator = "监测户数"
denominator = "农户数"
grain = "village"
unit = "share"
better = "neither"
interval = "wilson"
trend = true
policy = []
source = ["LT-10", "LZ-04"]
*/
select
    region_code,
    '' as slice,
    count(*) filter (where is_monitored) as numerator,
    count(*) as denominator
from fct_household
group by region_code
