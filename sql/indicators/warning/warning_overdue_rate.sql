/*
title = "预警核实超期率"
meaning = "近3个月推送的部门预警中超过规定时限核实或至今未核实的比例"
numerator = "超期预警数"
denominator = "近3个月推送的预警数"
grain = "village"
unit = "share"
better = "lower"
interval = "wilson"
trend = true
slice = "部门"
policy = ["warning.response_days"]
source = ["LZ-06", "LS-18b"]
*/
select
    region_code,
    '' as slice,
    count(*) filter (where is_overdue) as numerator,
    count(*) as denominator
from fct_warning
group by region_code
union all
select
    region_code,
    department as slice,
    count(*) filter (where is_overdue) as numerator,
    count(*) as denominator
from fct_warning
group by region_code, department
