-- One row per household with an account of the last 12 months, where a line (监测范围) is in force today: whether what each person has lies
-- below it. What is held against the line is the place's own reading: net income, or net income and claims less compliant self-pay.
with standing as (
    select
        household.region_code,
        household.household_id,
        household.is_unresolved,
        rule.value_number as line_yuan,
        case basis.value_text
            when 'net' then account.net_per_person_yuan
            else account.per_person_yuan
        end as per_person_yuan
    from fct_household as household
    inner join fct_last_account as account on household.household_id = account.household_id
    inner join dim_policy as rule
        on
            household.region_code = rule.region_code
            and rule.parameter = 'monitoring.income_line_yuan'
            and rule.valid_from <= $as_of
            and $as_of < rule.valid_to
    inner join dim_policy as basis
        on
            household.region_code = basis.region_code
            and basis.parameter = 'monitoring.income_basis'
            and basis.valid_from <= $as_of
            and $as_of < basis.valid_to
)

select
    region_code,
    household_id,
    is_unresolved,
    line_yuan,
    per_person_yuan,
    per_person_yuan < line_yuan as is_below
from standing
where per_person_yuan is not null
