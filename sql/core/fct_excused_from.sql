-- One row per household of R that may not be eliminated: the first day from which the register says 整户无劳动能力兜底保障户 while a policy in
-- force forbids it (LS-27, LT-09, LZ-19, HN-22). A household that the register says so of from its first known state on has always been one.
with flagged as (
    select
        state.household_id,
        min(state.state_on) as state_on
    from stg_household as state
    where state.is_safety_net and state.state_on <= $as_of
    group by state.household_id
)

select
    flagged.household_id,
    min(case when flagged.state_on > first.first_on then greatest(flagged.state_on, rule.valid_from) else rule.valid_from end)
        as excused_from
from flagged
inner join fct_first_state as first on flagged.household_id = first.household_id
inner join fct_household_state as household on flagged.household_id = household.household_id
inner join dim_policy as rule
    on
        household.region_code = rule.region_code
        and rule.parameter = 'elimination.no_labour_forbidden'
        and rule.valid_from <= $as_of
        and (flagged.state_on < rule.valid_to or flagged.state_on = first.first_on)
where rule.value_bool
group by flagged.household_id
