/*
title = "无劳动能力户被标注消除"
meaning = "家庭成员全部丧失或无劳动能力，却被标注消除且不是自然消除"
action = "退回消除标注，落实综合保障后继续监测"
owner = "县级"
policy = ["elimination.no_labour_forbidden"]
source = ["LS-27", "LZ-19", "HN-22", "LT-09"]
*/
select
    household.region_code,
    household.household_id,
    household.household_id as subject,
    cast(null as date) as due_on,
    cast(null as bigint) as days_overdue,
    'error' as severity,
    rule.clause,
    concat(cast(household.eliminated_on as varchar), '标注消除，家庭成员均无劳动能力') as detail
from fct_household as household
inner join fct_capacity as capacity on household.household_id = capacity.household_id
inner join dim_policy as rule
    on
        household.region_code = rule.region_code
        and rule.parameter = 'elimination.no_labour_forbidden'
        and household.eliminated_on >= rule.valid_from
        and household.eliminated_on < rule.valid_to
where
    household.is_eliminated
    and rule.value_bool
    and not capacity.has_capacity
    and coalesce(household.elimination_mode, '') <> '自然消除'
