-- How often risks are eliminated, and how often households are identified again after it, over the time that they were watched: events for each
-- hundred household-years, with the exact Poisson interval. Strata are held against the rest of their county by a log-rank test, so that who
-- was identified earlier is not called quicker. `outside` are spells that may not be eliminated, under the policy and clause named.
select
    $as_of as as_of,
    judged.course,
    judged.region_code,
    judged.level,
    judged.stratum_kind,
    judged.stratum,
    judged.spells,
    judged.late,
    judged.outside,
    judged.events,
    judged.exits,
    judged.years,
    judged.rate,
    judged.lower,
    judged.upper,
    judged.expected,
    judged.chance,
    judged.verdict,
    coalesce(basis.profile, 'default') as profile,
    coalesce(basis.clause, 'default') as clause
from spell_rate_judged as judged
left join dim_spell_basis as basis on judged.region_code = basis.region_code and judged.course = basis.course
order by judged.course, judged.region_code, judged.stratum_kind, judged.stratum
