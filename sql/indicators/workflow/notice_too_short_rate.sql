/*
title = "公示天数不足率"
meaning = "近12个月公示结束的纳入流程中，公示天数（首尾两日均计）少于规定的比例"
numerator = "公示不足流程数"
denominator = "近12个月公示结束的纳入流程数"
grain = "village"
unit = "share"
better = "lower"
interval = "wilson"
policy = ["notice.days_min"]
source = ["LS-18d", "HN-14"]
*/
select
    region_code,
    '' as slice,
    count(*) filter (where is_too_short) as numerator,
    count(*) as denominator
from fct_notice
group by region_code
