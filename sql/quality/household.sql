/*
title = "户信息"
meaning = "农户最近一次的户信息，一户一行"
[derived]
state_age_days = "数据日期距发布日的天数"
members = "家庭成员表中的人数"
heads = "家庭成员表中与户主关系为户主的人数"
spouses = "家庭成员表中与户主关系为配偶的人数"
able_members = "有劳动能力的家庭成员数"
members_away = "外出务工的家庭成员数"
allowance_members = "享受低保的家庭成员数"
destitute_members = "特困供养的家庭成员数"
members_out_of_school = "义务教育失学辍学的家庭成员数"
is_monitored = "是监测户"
is_unresolved = "是未消除监测户"
is_grid_known = "网格编号在网格表中有"
is_grid_here = "网格所在村就是农户所在村"
is_site_known = "安置点编号在安置点表中有"
ledger_class = "最近一次监测记录的监测对象类别"
screening_form = "本年度最近一次排查的表种"
is_absent_at_screening = "本年度最近一次排查没有入户"
*/
with screened as (
    select
        household_id,
        screening_form,
        visit_method
    from (
        select
            household_id,
            screening_form,
            visit_method,
            row_number() over (
                partition by household_id
                order by screened_on desc, screening_round desc
            ) as recency
        from stg_screening
        where screened_on <= $as_of and screened_on >= cast(date_trunc('year', $as_of) as date)
    ) as ranked
    where recency = 1
)

select
    home.region_code,
    home.household_id,
    home.household_id as subject,
    coalesce(delivery.office, '') as office,
    '' as person_in_charge,
    state.natural_village,
    state.grid_id,
    state.household_class,
    state.persons,
    state.housing_grade,
    state.is_water_safe,
    state.is_long_absent,
    state.site_id,
    state.is_registration_moved,
    state.is_safety_net,
    state.key_groups,
    $as_of - state.state_on as state_age_days,
    coalesce(people.members, 0) as members,
    people.heads,
    people.spouses,
    people.able_members,
    people.members_away,
    people.allowance_members,
    people.destitute_members,
    people.members_out_of_school,
    own.is_monitored,
    own.is_unresolved,
    own.object_type as ledger_class,
    case when state.grid_id is not null then grid.grid_id is not null end as is_grid_known,
    grid.region_code = home.region_code as is_grid_here,
    case when state.site_id is not null then site.site_id is not null end as is_site_known,
    screened.screening_form,
    screened.visit_method <> '入户访问' as is_absent_at_screening
from fct_household_state as home
inner join stg_household as state on home.household_id = state.household_id and home.state_on = state.state_on
inner join fct_household as own on home.household_id = own.household_id
left join fct_household_people as people on home.household_id = people.household_id
left join fct_grid as grid on state.grid_id = grid.grid_id
left join stg_relocation_site as site on state.site_id = site.site_id
left join screened on home.household_id = screened.household_id
left join dim_delivery as delivery on state.batch_id = delivery.batch_id and state.file_sha256 = delivery.file_sha256
