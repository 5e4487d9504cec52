/*
title = "安置点"
meaning = "安置点，一个一行"
[derived]
homes = "户信息中填了该安置点的户数"
able_people = "这些户里有劳动能力的人数"
*/
with home as (
    select
        home.site_id,
        count(*) as homes,
        sum(people.able_members) as able_people
    from fct_household_state as home
    left join fct_household_people as people on home.household_id = people.household_id
    where home.site_id is not null
    group by home.site_id
)

select
    place.counts_as as region_code,
    cast(null as varchar) as household_id,
    site.site_id as subject,
    coalesce(delivery.office, '') as office,
    '' as person_in_charge,
    site.households,
    site.labourers,
    site.employed,
    site.zero_employment_households,
    site.staff,
    coalesce(home.homes, 0) as homes,
    home.able_people
from stg_relocation_site as site
inner join dim_region as place on site.region_code = place.region_code
left join home on site.site_id = home.site_id
left join dim_delivery as delivery on site.batch_id = delivery.batch_id and site.file_sha256 = delivery.file_sha256
