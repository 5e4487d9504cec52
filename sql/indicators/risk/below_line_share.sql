/*
title = "收入低于监测范围占比"
meaning = "近12个月有收支记录的户中，人均收入（按本地口径：纯收入，或纯收入加理赔减合规自付）低于当地监测范围的比例；没有收支记录、当地未定监测范围的户不计"
numerator = "低于监测范围户数"
denominator = "有收支记录户数"
grain = "village"
unit = "share"
better = "lower"
interval = "wilson"
trend = true
policy = ["monitoring.income_line_yuan", "monitoring.income_basis"]
source = ["LS-09", "HN-11", "LT-37"]
*/
select
    region_code,
    '' as slice,
    count(*) filter (where is_below) as numerator,
    count(*) as denominator
from fct_below_line
group by region_code
