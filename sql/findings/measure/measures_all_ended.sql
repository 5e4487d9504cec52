/*
title = "措施到期无接续"
meaning = "未消除户识别以来的措施都已结束，没有一项在执行"
action = "续办或调整措施"
owner = "乡镇"
policy = ["measure.no_withdrawal"]
source = ["XJ-14"]
*/
with ending as (
    select
        measure.household_id,
        measure.region_code,
        count(*) as measures,
        max(detail.ended_on) as ended_on,
        bool_and(coalesce(detail.ended_on < $as_of, false)) as has_ended
    from fct_measure as measure
    inner join stg_measure as detail on measure.measure_id = detail.measure_id
    group by measure.household_id, measure.region_code
)

select
    ending.region_code,
    ending.household_id,
    ending.household_id as subject,
    ending.ended_on as due_on,
    $as_of - ending.ended_on as days_overdue,
    'warn' as severity,
    rule.clause,
    concat(cast(ending.measures as varchar), '项措施均已结束，最后一项至', cast(ending.ended_on as varchar)) as detail
from ending
inner join dim_policy as rule
    on
        ending.region_code = rule.region_code
        and rule.parameter = 'measure.no_withdrawal'
        and rule.valid_from <= $as_of
        and $as_of < rule.valid_to
where rule.value_bool and ending.has_ended
