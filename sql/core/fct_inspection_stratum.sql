-- One row per household of R: among which households of its village it is drawn for an inspection. 未消除 · 已消除回头看 (eliminated within
-- 12 months) · 未监测重点 (never monitored, with a key group, 低保 or 特困) · 一般 (all others).
select
    household.household_id,
    household.region_code,
    case
        when household.is_unresolved then '未消除'
        when household.eliminated_on > cast($as_of - interval '12 months' as date) then '已消除回头看'
        when
            not household.is_monitored
            and (
                coalesce(state.key_groups, '') <> ''
                or coalesce(people.allowance_members, 0) + coalesce(people.destitute_members, 0) > 0
            )
            then '未监测重点'
        else '一般'
    end as stratum
from fct_household as household
inner join fct_household_state as state on household.household_id = state.household_id
left join fct_household_people as people on household.household_id = people.household_id
