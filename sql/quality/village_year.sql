/*
title = "行政村基本情况"
meaning = "各村最近一个年度的基本情况，一村一行；与农户逐户加总的数核对"
[derived]
year_gap = "年度比发布日所在年早几年"
homes = "户信息中的户数"
people = "户信息中家庭人口数之和"
lifted_homes = "户信息中的脱贫户数"
allowance_homes = "有低保成员的户数"
destitute_people = "特困供养的家庭成员数"
earlier_households = "上一年度的总户数"
*/
with newest as (
    select
        region_code,
        max(year) as year
    from stg_village_year
    where year <= cast(extract(year from $as_of) as bigint)
    group by region_code
),

register as (
    select
        home.region_code,
        count(*) as homes,
        sum(home.persons) as people,
        count(*) filter (where home.household_class = '脱贫户') as lifted_homes,
        count(*) filter (where people.allowance_members > 0) as allowance_homes,
        sum(people.destitute_members) as destitute_people
    from fct_household_state as home
    left join fct_household_people as people on home.household_id = people.household_id
    group by home.region_code
)

select
    place.counts_as as region_code,
    cast(null as varchar) as household_id,
    concat(own.region_code, '/', cast(own.year as varchar)) as subject,
    coalesce(delivery.office, '') as office,
    '' as person_in_charge,
    own.households,
    own.persons,
    own.lifted_households,
    own.allowance_households,
    own.destitute_persons,
    own.disabled_persons,
    cast(extract(year from $as_of) as bigint) - own.year as year_gap,
    register.homes,
    register.people,
    register.lifted_homes,
    register.allowance_homes,
    register.destitute_people,
    earlier.households as earlier_households
from stg_village_year as own
inner join newest on own.region_code = newest.region_code and own.year = newest.year
inner join dim_region as place on own.region_code = place.region_code and place.counts_as = own.region_code
left join register on place.counts_as = register.region_code
left join stg_village_year as earlier on own.region_code = earlier.region_code and own.year = earlier.year + 1
left join dim_delivery as delivery on own.batch_id = delivery.batch_id and own.file_sha256 = delivery.file_sha256
