/*
title = "有劳动能力只兜底"
meaning = "有劳动能力的未消除户，识别以来的措施全部是综合保障"
action = "落实产业、就业、金融或公益岗位帮扶"
owner = "乡镇"
policy = []
source = ["LT-03"]
*/
select
    had.region_code,
    had.household_id,
    had.household_id as subject,
    cast(null as date) as due_on,
    cast(null as bigint) as days_overdue,
    'warn' as severity,
    'LT-03' as clause,
    concat('已明确', cast(had.measures as varchar), '项措施，均为综合保障') as detail
from fct_measure_household as had
inner join fct_capacity as capacity on had.household_id = capacity.household_id
where capacity.has_capacity and had.measures > 0 and had.has_safety_net_only
