-- One row per village and thing that a department counts for it: the department's number, and the number of the households one by one.
-- A village that a department has not counted this year or last is left out.
with newest as (
    select
        region_code,
        max(year) as year
    from stg_village_year
    where year <= cast(extract(year from $as_of) as bigint)
    group by region_code
),

village as (
    select
        own.region_code,
        own.households,
        own.persons,
        own.lifted_households,
        own.allowance_households,
        own.destitute_persons
    from stg_village_year as own
    inner join newest on own.region_code = newest.region_code and own.year = newest.year
    inner join dim_region as place on own.region_code = place.region_code and place.counts_as = own.region_code
),

register as (
    select
        home.region_code,
        count(*) as households,
        sum(home.persons) as persons,
        count(*) filter (where home.household_class = '脱贫户') as lifted_households,
        count(*) filter (where people.allowance_members > 0) as allowance_households,
        sum(coalesce(people.destitute_members, 0)) as destitute_persons
    from fct_household_state as home
    left join fct_household_people as people on home.household_id = people.household_id
    group by home.region_code
)

select village.region_code, '总户数（村表）' as ledger, village.households as theirs, register.households as ours
from village
inner join register on village.region_code = register.region_code
where village.households is not null
union all
select village.region_code, '总人口数（村表）' as ledger, village.persons as theirs, register.persons as ours
from village
inner join register on village.region_code = register.region_code
where village.persons is not null
union all
select village.region_code, '脱贫户数（村表）' as ledger, village.lifted_households as theirs, register.lifted_households as ours
from village
inner join register on village.region_code = register.region_code
where village.lifted_households is not null
union all
select
    village.region_code,
    '低保户数（民政）' as ledger,
    village.allowance_households as theirs,
    register.allowance_households as ours
from village
inner join register on village.region_code = register.region_code
where village.allowance_households is not null
union all
select village.region_code, '特困人数（民政）' as ledger, village.destitute_persons as theirs, register.destitute_persons as ours
from village
inner join register on village.region_code = register.region_code
where village.destitute_persons is not null
union all
select place.counts_as as region_code, '网格户数（网格）' as ledger, sum(grid.households) as theirs, sum(coalesce(home.homes, 0)) as ours
from stg_grid as grid
inner join dim_region as place on grid.region_code = place.region_code
left join (
    select
        grid_id,
        count(*) as homes
    from fct_household_state
    where grid_id is not null
    group by grid_id
) as home on grid.grid_id = home.grid_id
where grid.households is not null and grid.grid_level = '三级'
group by place.counts_as
union all
select place.counts_as as region_code, '搬迁户数（安置点）' as ledger, sum(site.households) as theirs, sum(coalesce(home.homes, 0)) as ours
from stg_relocation_site as site
inner join dim_region as place on site.region_code = place.region_code
left join (
    select
        site_id,
        count(*) as homes
    from fct_household_state
    where site_id is not null
    group by site_id
) as home on site.site_id = home.site_id
group by place.counts_as
