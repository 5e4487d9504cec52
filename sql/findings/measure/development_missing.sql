/*
title = "有劳动能力未落实开发式帮扶"
meaning = "有劳动能力、不是兜底保障户的未消除户，识别满规定月数仍没有开发式帮扶措施"
action = "落实产业、就业、金融或公益岗位帮扶"
owner = "乡镇"
policy = ["development.limit_months"]
source = ["LT-05"]
*/
select
    household.region_code,
    household.household_id,
    household.household_id as subject,
    months_after(household.identified_on, rule.value_number) as due_on,
    $as_of - months_after(household.identified_on, rule.value_number) as days_overdue,
    'warn' as severity,
    rule.clause,
    concat(cast(household.identified_on as varchar), '识别，至今没有开发式帮扶措施') as detail
from fct_household as household
inner join fct_capacity as capacity on household.household_id = capacity.household_id
inner join fct_measure_household as had on household.household_id = had.household_id
inner join dim_policy as rule
    on
        household.region_code = rule.region_code
        and rule.parameter = 'development.limit_months'
        and rule.valid_from <= $as_of
        and $as_of < rule.valid_to
where
    household.is_unresolved
    and not household.is_excused
    and capacity.has_capacity
    and not had.has_development
    and months_after(household.identified_on, rule.value_number) < $as_of
