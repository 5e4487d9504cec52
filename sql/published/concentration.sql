-- Where something gathers, and where it is missing. Each village and town against its county: observed over expected with its exact interval,
-- the share of a risk among the unresolved with its Wilson interval, the shrunken quotient and ratio, the chance to be above the county's
-- level, the position in the funnel, and one verdict. Of villages the verdict comes from the funnel, so that of those named a tenth is named
-- by chance; of fewer than eight places, and where less than one is expected, from the interval of each.
select
    $as_of as as_of,
    counted.measure,
    counted.slice,
    counted.region_code,
    counted.level,
    counted.households,
    counted.observed,
    counted.expected,
    counted.observed / nullif(counted.expected, 0.0) as ratio,
    ratio_lower(counted.observed, counted.expected) as lower,
    ratio_upper(counted.observed, counted.expected) as upper,
    case when counted.slice <> '' then counted.observed / nullif(counted.unresolved, 0.0) end as share,
    case when counted.slice <> '' then wilson_lower(counted.observed, counted.unresolved) end as share_lower,
    case when counted.slice <> '' then wilson_upper(counted.observed, counted.unresolved) end as share_upper,
    judged.quotient,
    judged.shrunken,
    judged.chance_above,
    judged.funnel_score,
    judged.funnel_variance,
    judged.verdict
from fct_concentration_count as counted
inner join concentration_judged as judged
    on
        counted.region_code = judged.region_code
        and counted.measure = judged.measure
        and counted.slice = judged.slice
order by counted.measure, counted.slice, counted.region_code
