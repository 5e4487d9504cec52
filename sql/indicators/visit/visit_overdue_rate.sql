/*
title = "逾期走访率"
meaning = "上一个已结束周期内应走访而未完成走访的户占应走访户的比例"
numerator = "逾期未走访户数"
denominator = "应走访户数"
grain = "village"
unit = "share"
better = "lower"
interval = "wilson"
trend = true
policy = ["visit.cycle", "visit.method", "visit.remote_if_absent", "visit.roles", "visit.who"]
source = ["LS-31", "LS-32", "LZ-25", "XJ-03"]
*/
select
    region_code,
    '' as slice,
    count(*) filter (where not is_met) as numerator,
    count(*) as denominator
from fct_visit_duty
group by region_code
