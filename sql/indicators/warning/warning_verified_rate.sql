/*
title = "预警核实率"
meaning = "近3个月推送的部门预警中已核实的比例"
numerator = "已核实预警数"
denominator = "近3个月推送的预警数"
grain = "village"
unit = "share"
better = "higher"
interval = "wilson"
trend = true
slice = "部门"
policy = []
source = ["LS-14"]
*/
select
    region_code,
    '' as slice,
    count(*) filter (where is_verified) as numerator,
    count(*) as denominator
from fct_warning
group by region_code
union all
select
    region_code,
    department as slice,
    count(*) filter (where is_verified) as numerator,
    count(*) as denominator
from fct_warning
group by region_code, department
