-- One row per monitored household, purpose and qualifying visit: right method, right role, inside the rule's days.
-- Remote is 电话或微信访问 only; 代答 and 其他 qualify only where any method does.
select
    household.household_id,
    rule.purpose,
    visit.visitor_role,
    visit.visited_on
from stg_visit as visit
inner join fct_household as household on visit.household_id = household.household_id
inner join dim_visit_rule as rule on household.region_code = rule.region_code
where
    household.is_monitored
    and visit.visited_on >= rule.first_on
    and visit.visited_on <= rule.last_on
    and (
        rule.takes_any_method
        or visit.visit_method = '入户访问'
        or (
            rule.takes_remote_if_absent
            and household.is_long_absent
            and visit.visit_method = '电话或微信访问'
        )
    )
    and (rule.visitor_roles = '' or array_has(string_to_array(rule.visitor_roles, '、'), visit.visitor_role))
