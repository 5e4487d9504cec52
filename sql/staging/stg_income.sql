-- One row per account of a household: kind and last day of its period.
select
    household_id,
    income_kind,
    period_started_on,
    period_ended_on,
    net_income_yuan,
    insurance_paid_yuan,
    medical_self_paid_yuan,
    education_self_paid_yuan,
    other_self_paid_yuan,
    persons,
    wages_yuan,
    business_yuan,
    property_yuan,
    transfer_yuan,
    business_cost_yuan,
    batch_id,
    file_sha256
from source_income
