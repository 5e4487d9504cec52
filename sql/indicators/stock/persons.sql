/*
title = "人口数"
meaning = "农户的家庭人口数之和"
numerator = "人口数"
grain = "village"
unit = "persons"
better = "neither"
interval = "none"
trend = true
policy = []
source = []
*/
select
    region_code,
    '' as slice,
    sum(persons) as numerator,
    null as denominator
from fct_household
group by region_code
