/*
title = "农户数"
meaning = "有户信息的农户"
numerator = "农户数"
grain = "village"
unit = "households"
better = "neither"
interval = "none"
trend = true
policy = []
source = []
*/
select
    region_code,
    '' as slice,
    count(*) as numerator,
    null as denominator
from fct_household
group by region_code
