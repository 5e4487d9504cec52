/*
title = "行政区划"
meaning = "发布日没有停用的区划代码，一个一行"
[derived]
homes = "该代码下的户数"
has_parent = "上级代码在行政区划中有"
*/
with home as (
    select
        region_code,
        count(*) as homes
    from fct_household_state
    group by region_code
)

select
    place.region_code,
    cast(null as varchar) as household_id,
    place.region_code as subject,
    coalesce(delivery.office, '') as office,
    '' as person_in_charge,
    region.level_label as level,
    region.urban_rural_code,
    region.parent_code,
    parent.region_code is not null as has_parent,
    coalesce(home.homes, 0) as homes
from stg_region as region
inner join dim_region as place on region.region_code = place.region_code
left join stg_region as parent on region.parent_code = parent.region_code
left join home on region.region_code = home.region_code
left join dim_delivery as delivery on region.batch_id = delivery.batch_id and region.file_sha256 = delivery.file_sha256
where place.counts_as = place.region_code
