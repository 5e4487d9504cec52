/*
title = "监测人口数"
meaning = "至少有一条未清退监测记录的农户，按最近一次的监测对象类别分列"
numerator = "监测人口数"
grain = "village"
unit = "persons"
better = "neither"
interval = "none"
trend = true
slice = "监测对象类别"
policy = []
source = ["LZ-01", "XJ-04"]
*/
select
    region_code,
    '' as slice,
    coalesce(sum(persons) filter (where is_monitored), 0) as numerator,
    null as denominator
from fct_household
group by region_code
union all
select
    region_code,
    object_type as slice,
    sum(persons) as numerator,
    null as denominator
from fct_household
where is_monitored
group by region_code, object_type
