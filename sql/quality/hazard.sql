/*
title = "外部事件"
meaning = "近一年开始的外部事件，一件一行"
[derived]
place_homes = "所在地方的户数"
place_people = "所在地方的人口"
days_since_started = "开始以来的天数"
*/
with home as (
    select
        above.above_code,
        count(*) as place_homes,
        sum(home.persons) as place_people
    from fct_household_state as home
    inner join dim_region_above as above on home.region_code = above.region_code
    group by above.above_code
)

select
    place.counts_as as region_code,
    cast(null as varchar) as household_id,
    hazard.hazard_id as subject,
    coalesce(delivery.office, '') as office,
    '' as person_in_charge,
    hazard.hazard_kind,
    hazard.started_on,
    hazard.ended_on,
    hazard.households,
    hazard.persons,
    cast(hazard.loss_yuan as double) as loss_yuan,
    home.place_homes,
    home.place_people,
    $as_of - hazard.started_on as days_since_started
from stg_hazard as hazard
inner join dim_region as place on hazard.region_code = place.region_code
left join home on place.counts_as = home.above_code
left join dim_delivery as delivery on hazard.batch_id = delivery.batch_id and hazard.file_sha256 = delivery.file_sha256
where hazard.started_on <= $as_of and hazard.started_on > cast($as_of - interval '12 months' as date)
