-- How many of those who began have come to the event so many months later: the cumulative incidence (Aalen–Johansen) with natural ends as a
-- competing way out, at the end of each month of 30.44 days, and no further than five are under watch.
select
    $as_of as as_of,
    judged.course,
    judged.region_code,
    judged.level,
    judged.stratum_kind,
    judged.stratum,
    judged.month,
    judged.at_risk,
    judged.events,
    judged.exits,
    judged.incidence,
    judged.lower,
    judged.upper,
    judged.exit_incidence,
    coalesce(basis.profile, 'default') as profile,
    coalesce(basis.clause, 'default') as clause
from spell_curve_judged as judged
left join dim_spell_basis as basis on judged.region_code = basis.region_code and judged.course = basis.course
order by judged.course, judged.region_code, judged.stratum_kind, judged.stratum, judged.month
