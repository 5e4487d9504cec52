/*
title = "帮扶措施类别占比"
meaning = "未消除户中识别后有该类帮扶措施的比例，按14类分列；一户可有多类，各类之和大于1"
numerator = "有该类措施的未消除户数"
denominator = "未消除监测户数"
grain = "village"
unit = "share"
better = "neither"
interval = "wilson"
slice = "措施类别"
policy = []
source = ["LT-30", "HN-17"]
*/
with had as (
    select distinct
        household_id,
        measure_group
    from fct_measure
)

select
    household.region_code,
    code_measure_group.measure_group as slice,
    count(had.household_id) as numerator,
    count(*) as denominator
from fct_household as household
cross join code_measure_group
left join had
    on household.household_id = had.household_id and code_measure_group.measure_group = had.measure_group
where household.is_unresolved
group by household.region_code, code_measure_group.measure_group
