/*
title = "合规自付合计不符"
meaning = "近12个月识别的监测对象，识别时合规自付支出与识别时收支中医疗、教育、其他三项之和相差1元以上"
action = "核对三项支出，改正合计"
owner = "乡镇"
policy = ["monitoring.self_paid_summed"]
source = ["LT-35"]
*/
with account as (
    select
        episode.episode_id,
        episode.household_id,
        episode.region_code,
        episode.identified_on,
        account.medical_self_paid_yuan,
        account.education_self_paid_yuan,
        account.other_self_paid_yuan,
        account.period_ended_on,
        max(account.period_ended_on) over (partition by episode.episode_id) as last_ended_on
    from fct_episode as episode
    inner join stg_income as account
        on
            episode.household_id = account.household_id
            and account.income_kind = '识别时'
            and account.period_ended_on <= episode.identified_on
            and account.period_ended_on > cast(episode.identified_on - interval '12 months' as date)
    where episode.identified_on > cast($as_of - interval '12 months' as date)
),

-- Without any of the three there is nothing to add up. One yuan is what rounding may do.
summed as (
    select
        account.episode_id,
        account.household_id,
        account.region_code,
        account.identified_on,
        detail.identified_self_paid_yuan,
        coalesce(account.medical_self_paid_yuan, 0) + coalesce(account.education_self_paid_yuan, 0)
        + coalesce(account.other_self_paid_yuan, 0) as self_paid_yuan
    from account
    inner join stg_episode as detail on account.episode_id = detail.episode_id
    where
        account.period_ended_on = account.last_ended_on
        and coalesce(
            account.medical_self_paid_yuan, account.education_self_paid_yuan, account.other_self_paid_yuan
        ) is not null
)

select
    summed.region_code,
    summed.household_id,
    summed.episode_id as subject,
    cast(null as date) as due_on,
    cast(null as bigint) as days_overdue,
    'warn' as severity,
    rule.clause,
    concat(cast(summed.identified_on as varchar), '识别，合规自付合计与三项之和不符') as detail
from summed
inner join dim_policy as rule
    on
        summed.region_code = rule.region_code
        and rule.parameter = 'monitoring.self_paid_summed'
        and summed.identified_on >= rule.valid_from
        and summed.identified_on < rule.valid_to
where
    rule.value_bool
    and abs(summed.identified_self_paid_yuan - summed.self_paid_yuan) >= 1
