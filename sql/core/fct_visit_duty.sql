-- One row per household that owed a visit in the last closed period, and whether it was paid.
-- The duty: an episode identified before the period's first day and not eliminated on or before its last day. A visit that never
-- happened is late, not missing: the household stays in the denominator.
with owed as (
    select distinct
        episode.household_id,
        episode.region_code,
        rule.first_on,
        rule.last_on,
        rule.visitor_roles,
        rule.needs_every_role,
        rule.profile
    from fct_episode as episode
    inner join dim_visit_rule as rule
        on episode.region_code = rule.region_code and rule.purpose = 'duty'
    where
        episode.identified_on < rule.first_on
        and (episode.eliminated_on is null or episode.eliminated_on > rule.last_on)
),

paid as (
    select
        household_id,
        count(distinct visitor_role) as roles_seen
    from fct_contact
    where purpose = 'duty'
    group by household_id
)

select
    owed.household_id,
    owed.region_code,
    owed.first_on,
    owed.last_on,
    owed.profile,
    case
        when owed.needs_every_role and owed.visitor_roles <> ''
            then
                coalesce(paid.roles_seen, 0)
                >= array_length(string_to_array(owed.visitor_roles, '、'))
        else paid.household_id is not null
    end as is_met
from owed
left join paid on owed.household_id = paid.household_id
