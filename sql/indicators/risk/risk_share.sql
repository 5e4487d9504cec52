/*
title = "风险类型占比"
meaning = "未消除监测户中带有该风险的比例；一户可有多种风险，各类之和大于1"
numerator = "带该风险的未消除户数"
denominator = "未消除监测户数"
grain = "village"
unit = "share"
better = "neither"
interval = "wilson"
slice = "风险类型"
policy = []
source = ["LS-34", "LT-10"]
*/
select
    household.region_code,
    code_risk.risk as slice,
    count(carried.household_id) as numerator,
    count(*) as denominator
from fct_household as household
cross join code_risk
left join fct_household_risk as carried
    on household.household_id = carried.household_id and code_risk.risk = carried.risk
where household.is_unresolved
group by household.region_code, code_risk.risk
