/*
title = "源数据隔离率"
meaning = "本次运行各批次源数据行中被隔离的比例"
numerator = "被隔离行数"
denominator = "源数据行数"
grain = "own"
unit = "share"
better = "lower"
interval = "none"
slice = "数据集"
policy = []
source = ["LT-12"]
*/
select
    rpad(county_code, 12, '0') as region_code,
    dataset as slice,
    count(*) filter (where disposition = 'quarantined') as numerator,
    count(*) as denominator,
    count(*) filter (where disposition = 'quarantined') / cast(count(*) as double) as value
from run_disposition
group by county_code, dataset
