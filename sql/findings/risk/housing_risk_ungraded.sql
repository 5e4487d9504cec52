/*
title = "住房风险与等级不符"
meaning = "未消除户的风险有因住房安全，而识别时和发布日的住房等级都是A级或B级"
action = "更正风险类型，或补充住建部门鉴定"
owner = "乡镇"
policy = ["risk.housing_graded"]
source = ["LT-27"]
*/
-- A house that was made safe since is no fault: it must have been graded safe when the risk was named, too.
select
    risk.region_code,
    risk.household_id,
    risk.household_id as subject,
    cast(null as date) as due_on,
    cast(null as bigint) as days_overdue,
    'warn' as severity,
    rule.clause,
    concat('风险类型有因住房安全，住房等级', home.housing_grade, '级') as detail
from fct_household_risk as risk
inner join fct_household_state as home on risk.household_id = home.household_id
inner join fct_identified_home as graded on risk.household_id = graded.household_id
inner join dim_policy as rule
    on
        risk.region_code = rule.region_code
        and rule.parameter = 'risk.housing_graded'
        and rule.valid_from <= $as_of
        and $as_of < rule.valid_to
where
    rule.value_bool
    and risk.risk = '因住房安全'
    and home.housing_grade in ('A', 'B')
    and graded.housing_grade in ('A', 'B')
