/*
title = "当月新识别"
meaning = "发布日所在自然月内、截至发布日识别的监测记录数"
numerator = "监测记录数"
grain = "village"
unit = "episodes"
better = "neither"
interval = "none"
trend = true
policy = []
source = ["XJ-03"]
*/
select
    region_code,
    '' as slice,
    count(*) filter (where identified_on >= date_trunc('month', $as_of)) as numerator,
    null as denominator
from fct_episode
group by region_code
