-- One row per village: how much speaks for an inspection, where that puts it in its county, and how it comes onto the list. Each component is
-- the chance that the village is truly among the worse of its county in it; null where nothing tells the villages apart. The score is the
-- weighted mean of the components. Two villages whose ranges of ranks meet are not told apart.
-- Every village is on the list by its rank (targeted), except those that the latest draw took by lot (reserve). Before a draw nobody knows
-- which those will be: a lot that can be known beforehand is none.
with component as (
    select
        region_code,
        max(chance) filter (where component = 'unvisited') as unvisited,
        max(chance) filter (where component = 'late_measures') as late_measures,
        max(chance) filter (where component = 'early_eliminations') as early_eliminations,
        max(chance) filter (where component = 'relapses') as relapses,
        max(chance) filter (where component = 'data_defects') as data_defects,
        max(chance) filter (where component = 'suspect_entries') as suspect_entries,
        max(chance) filter (where component = 'few_monitored') as few_monitored,
        max(chance) filter (where component = 'many_unresolved') as many_unresolved,
        max(chance) filter (where component = 'open_warnings') as open_warnings,
        max(chance) filter (where component = 'unseen') as unseen
    from inspection_judged
    group by region_code
),

-- A village that was merged since the draw is on the list under the code that it counts as now.
drawn as (
    select
        place.counts_as as region_code,
        max(taken.drawn_as) as drawn_as,
        max(taken.draw_id) as draw_id
    from inspection_drawn as taken
    inner join dim_region as place on taken.region_code = place.region_code
    group by place.counts_as
),

-- How many villages of a county go onto the list by rank, before there is a draw.
place as (
    select
        above.above_code as county_code,
        count(*) as villages
    from inspection_standing as standing
    inner join dim_region_above as above on standing.region_code = above.region_code and above.above_level = 'county'
    group by above.above_code
),

size as (
    select
        place.county_code,
        greatest(1.0, round(ceil(place.villages * part.value_number / 100.0) * targeted.value_number / 100.0)) as by_rank
    from place
    inner join dim_policy as part
        on
            place.county_code = part.region_code
            and part.parameter = 'inspection.villages_percent'
            and part.valid_from <= $as_of
            and $as_of < part.valid_to
    inner join dim_policy as targeted
        on
            place.county_code = targeted.region_code
            and targeted.parameter = 'inspection.targeted_percent'
            and targeted.valid_from <= $as_of
            and $as_of < targeted.valid_to
)

select
    $as_of as as_of,
    standing.region_code,
    standing.rank,
    standing.rank_low,
    standing.rank_high,
    standing.score,
    component.unvisited,
    component.late_measures,
    component.early_eliminations,
    component.relapses,
    component.data_defects,
    component.suspect_entries,
    component.few_monitored,
    component.many_unresolved,
    component.open_warnings,
    component.unseen,
    coalesce(drawn.drawn_as, 'targeted') as drawn_as,
    drawn.region_code is not null or standing.rank <= size.by_rank as is_listed,
    drawn.draw_id
from inspection_standing as standing
inner join component on standing.region_code = component.region_code
inner join dim_region_above as above on standing.region_code = above.region_code and above.above_level = 'county'
inner join size on above.above_code = size.county_code
left join drawn on standing.region_code = drawn.region_code
order by above.above_code, standing.rank
