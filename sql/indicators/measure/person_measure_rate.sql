/*
title = "到人措施覆盖率"
meaning = "未消除户成员中，识别后至少有一项写明其人编号的措施的比例；只写到户的措施不计"
numerator = "有到人措施的成员数"
denominator = "未消除户成员数"
grain = "village"
unit = "share"
better = "higher"
interval = "wilson"
policy = []
source = ["LS-33"]
*/
with had as (
    select distinct
        household_id,
        member_id
    from fct_measure
    where member_id is not null
)

select
    household.region_code,
    '' as slice,
    count(had.member_id) as numerator,
    count(*) as denominator
from fct_member as member
inner join fct_household as household on member.household_id = household.household_id
left join had on member.household_id = had.household_id and member.member_id = had.member_id
where household.is_unresolved
group by household.region_code
