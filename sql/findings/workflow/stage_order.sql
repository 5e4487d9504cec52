/*
title = "认定程序倒置"
meaning = "近12个月申请的纳入流程中，首次民主评议与首次信息比对的先后与规定相反；同一时刻不算"
action = "核实先后，倒置的补正程序"
owner = "乡镇"
policy = ["inclusion.stage_order"]
source = ["LS-17", "HN-13"]
*/
with stage as (
    select
        workflow_id,
        min(occurred_at) filter (where stage = '民主评议') as reviewed_at,
        min(occurred_at) filter (where stage = '信息比对') as compared_at,
        min(occurred_on) filter (where stage = '民主评议') as reviewed_on,
        min(occurred_on) filter (where stage = '信息比对') as compared_on
    from stg_workflow
    where kind = '纳入' and occurred_on <= $as_of
    group by workflow_id
)

select
    inclusion.region_code,
    inclusion.household_id,
    inclusion.workflow_id as subject,
    cast(null as date) as due_on,
    cast(null as bigint) as days_overdue,
    'warn' as severity,
    stage_order.clause,
    concat(
        '民主评议', cast(stage.reviewed_on as varchar), '，信息比对', cast(stage.compared_on as varchar),
        case stage_order.value_text
            when 'review_first' then '，规定先评议后比对' else '，规定先比对后评议'
        end
    ) as detail
from fct_inclusion as inclusion
inner join stage on inclusion.workflow_id = stage.workflow_id
inner join dim_policy as stage_order
    on
        inclusion.region_code = stage_order.region_code
        and stage_order.parameter = 'inclusion.stage_order'
        and stage.reviewed_on >= stage_order.valid_from
        and stage.reviewed_on < stage_order.valid_to
where
    (stage_order.value_text = 'review_first' and stage.compared_at < stage.reviewed_at)
    or (stage_order.value_text = 'comparison_first' and stage.reviewed_at < stage.compared_at)
