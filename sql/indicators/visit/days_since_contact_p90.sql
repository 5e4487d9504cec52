/*
title = "距上次有效联系天数（九成位数）"
meaning = "未消除户距最近一次有效走访或联系的天数；从未联系的从识别日算起"
numerator = "各户距上次有效联系的天数"
denominator = "未消除监测户数"
grain = "own"
unit = "days"
better = "lower"
interval = "none"
policy = ["visit.cycle", "visit.method", "visit.remote_if_absent", "visit.roles", "visit.who"]
source = ["LS-31", "LZ-25"]
*/
select
    above.above_code as region_code,
    '' as slice,
    null as numerator,
    count(*) as denominator,
    percentile_cont(cast(contact.days_since_contact as double), 0.9) as value
from fct_last_contact as contact
inner join dim_region_above as above on contact.region_code = above.region_code
group by above.above_code
