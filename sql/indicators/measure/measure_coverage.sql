/*
title = "帮扶措施覆盖率"
meaning = "未消除户中识别后至少明确一项措施的比例"
numerator = "有措施的未消除户数"
denominator = "未消除监测户数"
grain = "village"
unit = "share"
better = "higher"
interval = "wilson"
trend = true
policy = []
source = ["LS-35"]
*/
select
    region_code,
    '' as slice,
    count(*) filter (where measures > 0) as numerator,
    count(*) as denominator
from fct_measure_household
group by region_code
