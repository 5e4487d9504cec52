/*
title = "近12个月识别来源"
meaning = "近12个月识别的监测记录数，按来源渠道分列；“基层干部排查”“网格员”等为报送的来源渠道"
numerator = "监测记录数"
grain = "village"
unit = "episodes"
better = "neither"
interval = "none"
slice = "来源渠道"
policy = []
source = ["LZ-02", "LS-15", "LS-06"]
*/
select
    region_code,
    '' as slice,
    count(*) as numerator,
    null as denominator
from fct_episode
where identified_on > cast($as_of - interval '12 months' as date)
group by region_code
union all
select
    region_code,
    source_channel as slice,
    count(*) as numerator,
    null as denominator
from fct_episode
where source_channel is not null and identified_on > cast($as_of - interval '12 months' as date)
group by region_code, source_channel
