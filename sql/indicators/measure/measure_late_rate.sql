/*
title = "帮扶措施逾期明确率"
meaning = "近12个月识别的监测记录中，首项措施明确晚于规定期限（未明确的算到发布日）的比例"
numerator = "逾期监测记录数"
denominator = "近12个月识别的监测记录数"
grain = "village"
unit = "share"
better = "lower"
interval = "wilson"
trend = true
policy = ["measure.first_limit_days"]
source = ["LS-35", "LZ-11"]
*/
select
    region_code,
    '' as slice,
    count(*) filter (where is_late) as numerator,
    count(*) as denominator
from fct_first_measure
group by region_code
