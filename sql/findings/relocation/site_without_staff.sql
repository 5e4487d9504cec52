/*
title = "安置点没有驻点力量"
meaning = "搬迁户数不少于规定户数的安置点，驻点力量为零"
action = "选派驻点第一书记或工作队员"
owner = "县级"
policy = ["relocation.staffed_min_households"]
source = ["LZ-26"]
*/
select
    place.counts_as as region_code,
    cast(null as varchar) as household_id,
    site.site_id as subject,
    cast(null as date) as due_on,
    cast(null as bigint) as days_overdue,
    'info' as severity,
    rule.clause,
    concat('搬迁', cast(site.households as varchar), '户，驻点力量为零') as detail
from stg_relocation_site as site
inner join dim_region as place on site.region_code = place.region_code
inner join dim_policy as rule
    on
        place.counts_as = rule.region_code
        and rule.parameter = 'relocation.staffed_min_households'
        and rule.valid_from <= $as_of
        and $as_of < rule.valid_to
where site.households >= rule.value_number and site.staff = 0
