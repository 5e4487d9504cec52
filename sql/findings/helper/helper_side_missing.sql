/*
title = "双帮扶人缺一侧"
meaning = "户籍未迁移的搬迁监测户，过了安排期限，户籍地或安置地一侧没有在任的帮扶联系人"
action = "两侧各安排一名帮扶联系人"
owner = "县级、乡镇"
policy = ["helper.both_sides", "helper.limit_days"]
source = ["LZ-12"]
*/
with owed as (
    select
        household.household_id,
        household.region_code,
        household.identified_on,
        rule.clause,
        due_on(household.identified_on, limit_days.value_number, limit_days.day_type) as due_on,
        unnest(make_array('户籍地', '安置地')) as helper_side
    from fct_household as household
    inner join fct_household_state as state on household.household_id = state.household_id
    inner join dim_policy as rule
        on
            household.region_code = rule.region_code
            and rule.parameter = 'helper.both_sides'
            and rule.valid_from <= $as_of
            and $as_of < rule.valid_to
    inner join dim_policy as limit_days
        on
            household.region_code = limit_days.region_code
            and limit_days.parameter = 'helper.limit_days'
            and limit_days.valid_from <= $as_of
            and $as_of < limit_days.valid_to
    where
        household.is_unresolved
        and state.site_id is not null
        and not state.is_registration_moved
        and rule.value_bool
        and days_elapsed(household.identified_on, $as_of, limit_days.day_type) > limit_days.value_number
)

select
    owed.region_code,
    owed.household_id,
    owed.household_id as subject,
    min(owed.due_on) as due_on,
    $as_of - min(owed.due_on) as days_overdue,
    'error' as severity,
    min(owed.clause) as clause,
    concat('没有在任帮扶联系人：', array_to_string(array_sort(array_agg(owed.helper_side)), '、')) as detail
from owed
left join fct_helper as helper on owed.household_id = helper.household_id and owed.helper_side = helper.helper_side
where helper.helper_id is null
group by owed.region_code, owed.household_id
