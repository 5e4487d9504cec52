/*
title = "排查表责任人不全"
meaning = "排查表缺采集人、审核人或录入人编号"
action = "补填责任人"
owner = "村级、乡镇"
policy = ["screening.people_named"]
source = ["LT-17"]
*/
select
    home.region_code,
    form.household_id,
    concat(form.household_id, '·', form.screening_round) as subject,
    cast(null as date) as due_on,
    cast(null as bigint) as days_overdue,
    'info' as severity,
    rule.clause,
    concat(
        '缺少：',
        concat_ws(
            '、',
            case when form.collector_id is null then '采集人' end,
            case when form.reviewer_id is null then '审核人' end,
            case when form.recorder_id is null then '录入人' end
        )
    ) as detail
from stg_screening as form
inner join fct_household_state as home on form.household_id = home.household_id
inner join dim_policy as rule
    on
        home.region_code = rule.region_code
        and rule.parameter = 'screening.people_named'
        and form.screened_on >= rule.valid_from
        and form.screened_on < rule.valid_to
where
    rule.value_bool
    and form.screened_on <= $as_of
    and (form.collector_id is null or form.reviewer_id is null or form.recorder_id is null)
