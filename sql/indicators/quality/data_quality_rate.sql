/*
title = "问题数据率"
meaning = "按数据质量规则逐行检查，不合规则的次数占检查次数的比例；空值说不清对错的不算检查，查是否填写的除外"
numerator = "不合规则的行次"
denominator = "检查的行次"
grain = "village"
unit = "share"
better = "lower"
interval = "none"
slice = "不及时、不准确、不完整、不一致"
policy = []
source = ["LT-12"]
*/
select
    asked.region_code,
    '' as slice,
    sum(asked.broken) as numerator,
    sum(asked.asked) as denominator
from quality_asked as asked
group by asked.region_code
union all
select
    asked.region_code,
    about.dimension as slice,
    sum(asked.broken) as numerator,
    sum(asked.asked) as denominator
from quality_asked as asked
inner join dim_quality_rule as about on asked.rule = about.rule
group by asked.region_code, about.dimension
