/*
title = "安置点就业率"
meaning = "易地搬迁安置点劳动力中已就业的比例；两项都报送的安置点才算"
numerator = "已就业劳动力数"
denominator = "劳动力数"
grain = "village"
unit = "share"
better = "higher"
interval = "wilson"
policy = []
source = ["HN-08", "LT-10"]
*/
select
    place.counts_as as region_code,
    '' as slice,
    sum(site.employed) as numerator,
    sum(site.labourers) as denominator
from stg_relocation_site as site
inner join dim_region as place on site.region_code = place.region_code
where site.employed is not null and site.labourers is not null
group by place.counts_as
