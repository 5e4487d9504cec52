/*
title = "单一风险过度帮扶"
meaning = "只有一项风险的未消除户，识别以来的帮扶类别多于规定；先行救助不算"
action = "核实措施是否与风险有关，停止无关的叠加"
owner = "乡镇"
policy = ["measure.single_risk_groups_max"]
source = ["LS-34", "HN-20"]
*/
with risk as (
    select
        household_id,
        region_code,
        min(risk) as risk
    from fct_household_risk
    group by household_id, region_code
    having min(risk) = max(risk)
),

load as (
    select
        risk.household_id,
        risk.region_code,
        risk.risk,
        count(distinct measure.measure_group) as measure_groups
    from risk
    inner join fct_measure as measure on risk.household_id = measure.household_id
    inner join stg_measure as detail on measure.measure_id = detail.measure_id
    where not coalesce(detail.is_advance, false)
    group by risk.household_id, risk.region_code, risk.risk
)

select
    load.region_code,
    load.household_id,
    load.household_id as subject,
    cast(null as date) as due_on,
    cast(null as bigint) as days_overdue,
    'warn' as severity,
    rule.clause,
    concat('风险只有', load.risk, '，帮扶措施涉及', cast(load.measure_groups as varchar), '类') as detail
from load
inner join dim_policy as rule
    on
        load.region_code = rule.region_code
        and rule.parameter = 'measure.single_risk_groups_max'
        and rule.valid_from <= $as_of
        and $as_of < rule.valid_to
where load.measure_groups > rule.value_number
