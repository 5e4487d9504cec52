-- One row per village of R and component of the list for inspection: what is counted out of what, and how much the component weighs in the
-- county. A village where nothing is to be counted has 0 of 0; a component that the county delivers nothing for has no row at all.
with village as (
    select distinct
        household.region_code,
        above.above_code as county_code
    from fct_household as household
    inner join dim_region_above as above on household.region_code = above.region_code and above.above_level = 'county'
),

ended as (
    select
        household_id,
        region_code
    from fct_episode
    where is_eliminated
    union
    select
        episode.household_id,
        household.region_code
    from stg_episode as episode
    inner join fct_household_state as household on episode.household_id = household.household_id
    where episode.state = '已回退' and episode.identified_on <= $as_of
),

back_again as (
    select later.household_id
    from fct_episode as later
    inner join fct_episode as earlier
        on later.household_id = earlier.household_id and later.recency < earlier.recency
    where
        later.identified_on > cast($as_of - interval '12 months' as date)
        and earlier.is_eliminated
        and earlier.eliminated_on <= later.identified_on
    union
    -- When it was rolled back is not delivered; without the day of the elimination it counts.
    select household_id
    from stg_episode
    where
        state = '已回退'
        and identified_on <= $as_of
        and coalesce(eliminated_on > cast($as_of - interval '12 months' as date), true)
),

defect as (
    select distinct broken.household_id
    from quality_broken as broken
    inner join dim_quality_rule as about on broken.rule = about.rule
    where about.severity <> 'info'
),

seen as (
    select
        place.counts_as as region_code,
        inspection.found_on as seen_on
    from stg_inspection as inspection
    inner join dim_region as place on inspection.region_code = place.region_code
    where inspection.found_on <= $as_of
    union all
    select
        household.region_code,
        visit.visited_on as seen_on
    from stg_visit as visit
    inner join fct_household_state as household on visit.household_id = household.household_id
    where visit.visitor_role = '暗访组' and visit.visited_on <= $as_of
),

last_seen as (
    select
        region_code,
        max(seen_on) as seen_on
    from seen
    group by region_code
),

counted as (
    select region_code, 'unvisited' as component, count(*) filter (where not is_met) as numerator, count(*) as denominator
    from fct_visit_duty
    group by region_code
    union all
    select region_code, 'late_measures' as component, count(*) filter (where is_late) as numerator, count(*) as denominator
    from fct_first_measure
    group by region_code
    union all
    select
        episode.region_code,
        'early_eliminations' as component,
        count(*) filter (where episode.eliminated_on - episode.identified_on < early.value_number) as numerator,
        count(*) as denominator
    from fct_episode as episode
    inner join dim_policy as early
        on
            episode.region_code = early.region_code
            and early.parameter = 'inspection.early_days'
            and episode.eliminated_on >= early.valid_from
            and episode.eliminated_on < early.valid_to
    where
        episode.eliminated_on > cast($as_of - interval '12 months' as date)
        and coalesce(episode.elimination_mode, '') <> '自然消除'
    group by episode.region_code
    union all
    select
        ended.region_code,
        'relapses' as component,
        count(*) filter (where back_again.household_id is not null) as numerator,
        count(*) as denominator
    from ended
    left join back_again on ended.household_id = back_again.household_id
    group by ended.region_code
    union all
    select
        household.region_code,
        'data_defects' as component,
        count(*) filter (where defect.household_id is not null) as numerator,
        count(*) as denominator
    from fct_household as household
    left join defect on household.household_id = defect.household_id
    where household.is_monitored
    group by household.region_code
    union all
    select
        region_code,
        'suspect_entries' as component,
        count(*) filter (where is_too_many or is_in_two_places or is_at_month_end) as numerator,
        count(*) as denominator
    from fct_suspect_entry
    group by region_code
    union all
    select region_code, 'open_warnings' as component, count(*) filter (where not is_verified) as numerator, count(*) as denominator
    from fct_warning
    group by region_code
    union all
    select region_code, 'few_monitored' as component, observed as numerator, expected as denominator
    from fct_expectation
    where measure = 'monitored'
    union all
    select region_code, 'many_unresolved' as component, observed as numerator, expected as denominator
    from fct_expectation
    where measure = 'unresolved' and slice = ''
    union all
    -- Never seen is as long ago as can be.
    select
        village.region_code,
        'unseen' as component,
        least(
            coalesce($as_of - last_seen.seen_on, months_after($as_of, span.value_number) - $as_of),
            months_after($as_of, span.value_number) - $as_of
        ) as numerator,
        months_after($as_of, span.value_number) - $as_of as denominator
    from village
    inner join dim_policy as span
        on
            village.region_code = span.region_code
            and span.parameter = 'inspection.cover_months'
            and span.valid_from <= $as_of
            and $as_of < span.valid_to
    left join last_seen on village.region_code = last_seen.region_code
    where (select count(*) from last_seen) > 0
),

delivered as (
    select distinct
        counted.component,
        village.county_code
    from counted
    inner join village on counted.region_code = village.region_code
    where counted.denominator > 0
)

select
    village.region_code,
    village.county_code,
    delivered.component,
    cast(coalesce(counted.numerator, 0) as double) as numerator,
    cast(coalesce(counted.denominator, 0) as double) as denominator,
    weight.value_number as weight,
    percentile.value_number as percentile
from village
inner join delivered on village.county_code = delivered.county_code
left join counted on village.region_code = counted.region_code and delivered.component = counted.component
inner join dim_policy as weight
    on
        village.county_code = weight.region_code
        and weight.parameter = concat('inspection.weight_', delivered.component)
        and weight.valid_from <= $as_of
        and $as_of < weight.valid_to
inner join dim_policy as percentile
    on
        village.county_code = percentile.region_code
        and percentile.parameter = 'inspection.percentile'
        and percentile.valid_from <= $as_of
        and $as_of < percentile.valid_to
