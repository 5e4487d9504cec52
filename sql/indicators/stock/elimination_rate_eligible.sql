/*
title = "风险消除率（可消除口径，户）"
meaning = "分母剔除整户无劳动能力兜底保障户：按规定这些户暂不标注风险消除"
numerator = "已消除户数"
denominator = "监测户数减未消除兜底保障户数"
grain = "village"
unit = "share"
better = "higher"
interval = "wilson"
trend = true
policy = []
source = ["LS-27", "LT-09"]
*/
select
    region_code,
    '' as slice,
    count(*) filter (where is_eliminated) as numerator,
    count(*) filter (where not is_excused) as denominator
from fct_household
where is_monitored
group by region_code
