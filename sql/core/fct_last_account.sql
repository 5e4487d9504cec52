-- One row per household with an account of the last 12 months, of a year or a screening: what is left to each person after what the
-- household paid itself (合规自付), insurance added; and its net income alone.
select
    household_id,
    per_person_yuan,
    net_per_person_yuan
from (
    select
        household_id,
        (
            net_income_yuan + coalesce(insurance_paid_yuan, 0) - coalesce(medical_self_paid_yuan, 0)
            - coalesce(education_self_paid_yuan, 0) - coalesce(other_self_paid_yuan, 0)
        )
        / nullif(persons, 0) as per_person_yuan,
        net_income_yuan / nullif(persons, 0) as net_per_person_yuan,
        row_number() over (
            partition by household_id
            order by period_ended_on desc, income_kind
        ) as recency
    from stg_income
    where
        income_kind in ('年度', '排查时')
        and period_ended_on <= $as_of
        and period_ended_on > cast($as_of - interval '12 months' as date)
) as ranked
where recency = 1
