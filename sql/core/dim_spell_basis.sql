-- One row per place and course: the policy that its figures rest on. Who may not be eliminated decides the risk set of eliminations; what is asked
-- for between an elimination and the next identification is the nearest that policies say of relapse.
select
    region_code,
    case when parameter = 'elimination.no_labour_forbidden' then 'elimination' else 'relapse' end as course,
    profile,
    clause
from dim_policy
where
    parameter in ('elimination.no_labour_forbidden', 'elimination.relapse_unseen_months')
    and valid_from <= $as_of
    and $as_of < valid_to
