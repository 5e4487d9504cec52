/*
title = "开发式帮扶标识不符"
meaning = "由措施推得的开发式帮扶与系统标识不一致；标识空白视为尚未实施"
action = "核对措施，改正标识"
owner = "乡镇"
policy = ["development.flag_derived"]
source = ["LT-31"]
*/
select
    household.region_code,
    household.household_id,
    household.household_id as subject,
    cast(null as date) as due_on,
    cast(null as bigint) as days_overdue,
    'warn' as severity,
    rule.clause,
    case
        when had.has_development then '已有开发式措施，标识为尚未实施'
        else '没有开发式措施，标识为已实施'
    end as detail
from fct_household as household
inner join fct_measure_household as had on household.household_id = had.household_id
inner join dim_policy as rule
    on
        household.region_code = rule.region_code
        and rule.parameter = 'development.flag_derived'
        and rule.valid_from <= $as_of
        and $as_of < rule.valid_to
where
    rule.value_bool
    and had.has_development <> coalesce(household.development_flag = '已实施', false)
