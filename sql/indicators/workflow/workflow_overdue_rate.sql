/*
title = "认定整程超时率"
meaning = "近12个月申请的纳入流程中，申请到审定超过规定天数（未办结的算到发布日）的比例"
numerator = "超时流程数"
denominator = "近12个月申请的纳入流程数"
grain = "village"
unit = "share"
better = "lower"
interval = "wilson"
trend = true
policy = ["inclusion.limit_days", "inclusion.approver"]
source = ["LS-18a"]
*/
select
    region_code,
    '' as slice,
    count(*) filter (where is_overdue) as numerator,
    count(*) as denominator
from fct_inclusion
group by region_code
