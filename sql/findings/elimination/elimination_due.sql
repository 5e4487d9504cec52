/*
title = "达到条件未消除"
meaning = "有劳动能力、不是兜底保障户的未消除户，识别后最近一次排查（近12个月）不存在风险且三保障达标，住房为A、B级，饮水安全，没有失学辍学和未参保成员，近12个月收入超过监测范围，超过规定天数没有消除流程"
action = "研究是否达到消除条件；达到的按程序消除，不宜消除的说明理由"
owner = "村级、乡镇"
policy = ["elimination.due_days", "monitoring.income_line_yuan"]
source = ["LT-08"]
*/
with family as (
    select
        household_id,
        bool_or(has_capacity) as has_capacity,
        bool_or(coalesce(is_out_of_school, false)) as has_out_of_school,
        bool_and(coalesce(has_medical_insurance, true)) as is_insured
    from fct_member
    group by household_id
),

begun as (
    select
        household_id,
        max(started_on) as started_on
    from fct_workflow
    where kind = '消除'
    group by household_id
)

select
    household.region_code,
    household.household_id,
    household.household_id as subject,
    due_on(looked_at.screened_on, rule.value_number, rule.day_type) as due_on,
    $as_of - due_on(looked_at.screened_on, rule.value_number, rule.day_type) as days_overdue,
    'info' as severity,
    rule.clause,
    concat(cast(looked_at.screened_on as varchar), '排查不存在风险、三保障达标，收入超过监测范围，没有消除流程') as detail
from fct_household as household
inner join fct_household_state as home on household.household_id = home.household_id
inner join family on household.household_id = family.household_id
inner join fct_last_screening as looked_at on household.household_id = looked_at.household_id
inner join fct_last_account as account on household.household_id = account.household_id
inner join dim_policy as rule
    on
        household.region_code = rule.region_code
        and rule.parameter = 'elimination.due_days'
        and looked_at.screened_on >= rule.valid_from
        and looked_at.screened_on < rule.valid_to
inner join dim_policy as line
    on
        household.region_code = line.region_code
        and line.parameter = 'monitoring.income_line_yuan'
        and looked_at.screened_on >= line.valid_from
        and looked_at.screened_on < line.valid_to
left join begun on household.household_id = begun.household_id and begun.started_on >= household.identified_on
where
    household.is_unresolved
    and not household.is_excused
    and looked_at.screened_on > household.identified_on
    and looked_at.screened_on > cast($as_of - interval '12 months' as date)
    and not looked_at.has_risk
    and looked_at.is_safeguarded
    and home.housing_grade in ('A', 'B')
    and home.is_water_safe
    and family.has_capacity
    and not family.has_out_of_school
    and family.is_insured
    -- 家庭收入是否稳定超过监测范围: the line itself is not above the line.
    and account.per_person_yuan > line.value_number
    and begun.household_id is null
    and days_elapsed(looked_at.screened_on, $as_of, rule.day_type) > rule.value_number
