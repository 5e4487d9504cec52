/*
title = "缺劳力风险与成员不符"
meaning = "未消除户的风险有因缺劳力，而有劳动能力的成员不低于家庭成员的规定比例，或一个也没有"
action = "更正风险类型或成员劳动技能"
owner = "乡镇"
policy = ["risk.labour_share_percent"]
source = ["LT-29"]
*/
with family as (
    select
        household_id,
        count(*) as members,
        count(*) filter (where has_capacity) as labourers
    from fct_member
    group by household_id
)

select
    risk.region_code,
    risk.household_id,
    risk.household_id as subject,
    cast(null as date) as due_on,
    cast(null as bigint) as days_overdue,
    'warn' as severity,
    rule.clause,
    concat(
        '风险类型有因缺劳力，成员', cast(family.members as varchar), '人，有劳动能力', cast(family.labourers as varchar), '人'
    ) as detail
from fct_household_risk as risk
inner join family on risk.household_id = family.household_id
inner join dim_policy as rule
    on
        risk.region_code = rule.region_code
        and rule.parameter = 'risk.labour_share_percent'
        and rule.valid_from <= $as_of
        and $as_of < rule.valid_to
where
    risk.risk = '因缺劳力'
    -- 有劳动力，但劳动力低于家庭成员总数四分之一: where nobody can work it is another risk.
    and (family.labourers = 0 or family.labourers * 100 >= family.members * rule.value_number)
