/*
title = "消除时三保障未达标"
meaning = "非自然消除的监测户，消除当日的户信息为C、D级住房、饮水不安全，或有义务教育失学辍学成员"
action = "解决三保障问题；未解决的按程序回退"
owner = "乡镇"
policy = []
source = ["LS-23", "LZ-15", "HN-21"]
*/
with fault as (
    select
        household_id,
        region_code,
        episode_id,
        eliminated_on,
        concat_ws(
            '、',
            case when housing_grade in ('C', 'D') then concat('住房', housing_grade, '级') end,
            case when not is_water_safe then '饮水不安全' end,
            case when has_out_of_school then '有失学辍学成员' end
        ) as faults
    from fct_eliminated_home
)

select
    region_code,
    household_id,
    episode_id as subject,
    cast(null as date) as due_on,
    cast(null as bigint) as days_overdue,
    'error' as severity,
    'LS-23' as clause,
    concat(cast(eliminated_on as varchar), '标注消除，', faults) as detail
from fault
where faults <> ''
