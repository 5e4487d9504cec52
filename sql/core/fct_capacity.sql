-- One row per monitored household with at least one known member: has anybody capacity to work (技能、普通、弱或半劳动力)?
select
    household_id,
    bool_or(has_capacity) as has_capacity
from fct_member
group by household_id
