/*
title = "逾期未走访"
meaning = "上一个已结束周期内应走访的未消除监测户没有一次符合要求的走访"
action = "补走访并如实记录"
owner = "帮扶联系人、网格员"
policy = ["visit.cycle", "visit.method", "visit.remote_if_absent", "visit.roles", "visit.who"]
source = ["LS-31", "LZ-25", "XJ-03"]
*/
select
    duty.region_code,
    duty.household_id,
    duty.household_id as subject,
    duty.last_on as due_on,
    $as_of - duty.last_on as days_overdue,
    'error' as severity,
    cycle.clause,
    concat(
        '应在', cast(duty.first_on as varchar), '至', cast(duty.last_on as varchar),
        '走访，未见符合要求的走访记录'
    ) as detail
from fct_visit_duty as duty
inner join dim_policy as cycle
    on
        duty.region_code = cycle.region_code
        and cycle.parameter = 'visit.cycle'
        and cycle.valid_from <= $as_of
        and $as_of < cycle.valid_to
where not duty.is_met
