-- One row per monitored household that may not be eliminated (LS-27, LT-09, LZ-19, HN-22): the first day on which it had nobody with capacity to
-- work, or the register called it 整户无劳动能力兜底保障户, while a policy in force forbade it. What is so from the first known state on has always been
-- so; who works again is in the risk set for all the time.
with monitored as (
    select distinct
        household_id,
        region_code
    from fct_episode
),

worker as (
    select
        member.household_id,
        class.has_capacity,
        lead(member.state_on) over (partition by member.member_id order by member.state_on) as until_on
    from stg_member as member
    inner join monitored on member.household_id = monitored.household_id
    inner join code_labour_class as class on member.labour_class = class.labour_class
    where member.state_on <= $as_of
),

workless as (
    select
        household_id,
        max(until_on) filter (where has_capacity) as since_on
    from worker
    group by household_id
    having not bool_or(has_capacity and until_on is null)
),

flagged as (
    select
        household_id,
        min(state_on) as since_on
    from stg_household
    where is_safety_net and state_on <= $as_of
    group by household_id
),

excused as (
    select
        household_id,
        since_on
    from workless
    union all
    select
        flagged.household_id,
        case when flagged.since_on > first.first_on then flagged.since_on end as since_on
    from flagged
    inner join fct_first_state as first on flagged.household_id = first.household_id
)

select
    excused.household_id,
    min(greatest(coalesce(excused.since_on, rule.valid_from), rule.valid_from)) as excused_from
from excused
inner join monitored on excused.household_id = monitored.household_id
inner join dim_policy as rule
    on
        monitored.region_code = rule.region_code
        and rule.parameter = 'elimination.no_labour_forbidden'
        and rule.valid_from <= $as_of
        and coalesce(excused.since_on < rule.valid_to, true)
where rule.value_bool
group by excused.household_id
