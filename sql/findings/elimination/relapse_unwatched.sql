/*
title = "返贫前工作不到位"
meaning = "近12个月消除后又识别的户，消除到再识别之间超过规定月数没有任何走访或排查，或再识别时仍有早先督查发现而未整改的问题"
action = "倒查走访、帮扶和整改是否到位，补齐措施"
owner = "乡镇、县级"
policy = ["elimination.relapse_unseen_months"]
source = ["HN-09"]
*/
with relapse as (
    select
        later.household_id,
        later.region_code,
        later.episode_id,
        later.identified_on,
        max(earlier.eliminated_on) as eliminated_on
    from fct_episode as later
    inner join fct_episode as earlier
        on
            later.household_id = earlier.household_id
            and later.recency < earlier.recency
            and earlier.eliminated_on <= later.identified_on
    where later.identified_on > cast($as_of - interval '12 months' as date)
    group by later.household_id, later.region_code, later.episode_id, later.identified_on
),

sight as (
    select
        household_id,
        visited_on as seen_on
    from stg_visit
    union all
    select
        household_id,
        screened_on as seen_on
    from stg_screening
),

-- The visit that brought the new risk to light is not one that watched: those of the last days count like any other all the same.
seen as (
    select distinct relapse.episode_id
    from relapse
    inner join sight
        on
            relapse.household_id = sight.household_id
            and sight.seen_on > relapse.eliminated_on
            and sight.seen_on < relapse.identified_on
),

problem as (
    select
        relapse.episode_id,
        count(*) as problems
    from relapse
    inner join stg_inspection as inspection
        on
            relapse.household_id = inspection.household_id
            and inspection.found_on < relapse.identified_on
            and coalesce(inspection.fixed_on >= relapse.identified_on, true)
    group by relapse.episode_id
)

select
    relapse.region_code,
    relapse.household_id,
    relapse.episode_id as subject,
    cast(null as date) as due_on,
    cast(null as bigint) as days_overdue,
    'warn' as severity,
    rule.clause,
    concat(
        cast(relapse.eliminated_on as varchar), '消除，', cast(relapse.identified_on as varchar), '再识别：',
        concat_ws(
            '、',
            case when seen.episode_id is null then '其间没有走访或排查' end,
            case when problem.problems > 0 then '有督查问题未整改' end
        )
    ) as detail
from relapse
inner join dim_policy as rule
    on
        relapse.region_code = rule.region_code
        and rule.parameter = 'elimination.relapse_unseen_months'
        and relapse.identified_on >= rule.valid_from
        and relapse.identified_on < rule.valid_to
left join seen on relapse.episode_id = seen.episode_id
left join problem on relapse.episode_id = problem.episode_id
where
    problem.problems > 0
    or (
        seen.episode_id is null
        and months_after(relapse.eliminated_on, rule.value_number) < relapse.identified_on
    )
