/*
title = "措施与风险不匹配"
meaning = "未消除户已有措施，但其某一风险应有的帮扶类别一项也没有"
action = "按风险补充措施，或更正风险类型"
owner = "乡镇"
policy = []
source = ["LT-03"]
*/
with uncovered as (
    select
        risk.household_id,
        risk.region_code,
        risk.risk
    from fct_household_risk as risk
    inner join code_risk_answer as answer on risk.risk = answer.risk
    left join fct_measure as measure
        on risk.household_id = measure.household_id and answer.measure_group = measure.measure_group
    group by risk.household_id, risk.region_code, risk.risk
    having count(measure.measure_id) = 0
)

select
    uncovered.region_code,
    uncovered.household_id,
    uncovered.household_id as subject,
    cast(null as date) as due_on,
    cast(null as bigint) as days_overdue,
    'warn' as severity,
    'LT-03' as clause,
    concat('无对应措施的风险：', array_to_string(array_sort(array_agg(uncovered.risk)), '、')) as detail
from uncovered
inner join fct_measure_household as had on uncovered.household_id = had.household_id
where had.measures > 0
group by uncovered.region_code, uncovered.household_id
