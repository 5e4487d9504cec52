/*
title = "预警转化率"
meaning = "近3个月推送且已核实的部门预警中纳入监测的比例"
numerator = "纳入监测的预警数"
denominator = "已核实预警数"
grain = "village"
unit = "share"
better = "neither"
interval = "wilson"
slice = "部门"
policy = []
source = ["LS-14"]
*/
select
    region_code,
    '' as slice,
    count(*) filter (where is_included) as numerator,
    count(*) as denominator
from fct_warning
where is_verified
group by region_code
union all
select
    region_code,
    department as slice,
    count(*) filter (where is_included) as numerator,
    count(*) as denominator
from fct_warning
where is_verified
group by region_code, department
