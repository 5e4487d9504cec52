/*
title = "帮扶联系人"
meaning = "发布日在任的帮扶联系人，一户一人一行"
[derived]
is_unresolved = "是未消除监测户"
is_monitored = "是监测户"
is_registration_moved = "户籍已迁移"
has_site = "住在安置点"
households_of_helper = "同一联系人在任的户数"
days_after_identified = "安排到户比识别监测晚几天"
*/
with load as (
    select
        helper_id,
        count(distinct household_id) as households_of_helper
    from stg_helper
    where started_on <= $as_of and (ended_on is null or ended_on >= $as_of)
    group by helper_id
)

select
    home.region_code,
    helper.household_id,
    concat(helper.household_id, '/', helper.helper_id, '/', cast(helper.started_on as varchar)) as subject,
    coalesce(delivery.office, '') as office,
    helper.helper_id as person_in_charge,
    helper.helper_side,
    helper.unit_level,
    helper.started_on,
    helper.ended_on,
    home.is_unresolved,
    home.is_monitored,
    state.is_registration_moved,
    state.site_id is not null as has_site,
    load.households_of_helper,
    helper.started_on - home.identified_on as days_after_identified
from stg_helper as helper
inner join fct_household as home on helper.household_id = home.household_id
inner join fct_household_state as state on helper.household_id = state.household_id
inner join load on helper.helper_id = load.helper_id
left join dim_delivery as delivery on helper.batch_id = delivery.batch_id and helper.file_sha256 = delivery.file_sha256
where helper.started_on <= $as_of and (helper.ended_on is null or helper.ended_on >= $as_of)
