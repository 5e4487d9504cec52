-- One row per monitored household with at least one known member: has anybody capacity to work (技能、普通、弱或半劳动力)?
select
    member.household_id,
    bool_or(member.has_capacity) as has_capacity
from fct_member as member
inner join fct_household as household on member.household_id = household.household_id
where household.is_monitored
group by member.household_id
