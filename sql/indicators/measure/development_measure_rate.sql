/*
title = "开发式帮扶落实率"
meaning = "有劳动能力的未消除户（剔除兜底保障户）中至少有一项开发式措施的比例"
numerator = "有开发式措施的户数"
denominator = "有劳动能力的未消除户数"
grain = "village"
unit = "share"
better = "higher"
interval = "wilson"
policy = []
source = ["LT-05", "LT-31"]
*/
select
    household.region_code,
    '' as slice,
    count(*) filter (where had.has_development) as numerator,
    count(*) as denominator
from fct_household as household
inner join fct_capacity as capacity on household.household_id = capacity.household_id
inner join fct_measure_household as had on household.household_id = had.household_id
where household.is_unresolved and not household.is_excused and capacity.has_capacity
group by household.region_code
