-- One row per household and time spent under watch: from an identification until the risk is eliminated (course is elimination), and from an
-- elimination until the household is identified again (relapse). `entered_on` is the first day of it that is known, `left_on` the last;
-- `outcome` is what ended it: the event asked for, an exit that puts it out of reach, or nothing yet (open).
--
-- 自然消除 is an exit: nobody helped, and the household may be gone. 已回退 was never eliminated: its spell goes on, and what comes after is no
-- relapse but a defect of the work. Who is identified again while an earlier episode is open has one spell at a time. Households that may not be
-- eliminated are outside the risk set (is_outside); one that becomes such later leaves it on that day.
with watched as (
    select
        episode.episode_id,
        episode.household_id,
        episode.identified_on,
        episode.eliminated_on,
        coalesce(episode.elimination_mode, '') = '自然消除' as is_natural,
        start.watched_from,
        excused.excused_from,
        lead(episode.identified_on) over (partition by episode.household_id order by episode.recency desc) as next_on
    from fct_episode as episode
    inner join dim_region_above as above on episode.region_code = above.region_code and above.above_level = 'county'
    inner join fct_spell_start as start on above.above_code = start.county_code
    left join fct_excused_from as excused on episode.household_id = excused.household_id
),

spell as (
    select
        episode_id,
        'elimination' as course,
        identified_on as started_on,
        greatest(identified_on, watched_from) as entered_on,
        least(coalesce(eliminated_on, $as_of), coalesce(next_on, $as_of)) as stopped_on,
        case
            when eliminated_on is null or next_on < eliminated_on then 'open'
            when is_natural then 'exit'
            else 'event'
        end as stopped_by,
        excused_from
    from watched
    union all
    select
        episode_id,
        'relapse' as course,
        eliminated_on as started_on,
        greatest(eliminated_on, watched_from) as entered_on,
        coalesce(next_on, $as_of) as stopped_on,
        case when next_on is null then 'open' else 'event' end as stopped_by,
        cast(null as date) as excused_from
    from watched
    where eliminated_on is not null and not is_natural and coalesce(next_on, $as_of) >= eliminated_on
)

select
    spell.episode_id,
    episode.household_id,
    episode.region_code,
    spell.course,
    episode.object_type,
    episode.risk_1,
    episode.risk_2,
    episode.risk_3,
    episode.risk_4,
    episode.risk_5,
    spell.started_on,
    spell.entered_on,
    coalesce(spell.excused_from <= spell.entered_on, false) as is_outside,
    case when spell.excused_from > spell.entered_on then least(spell.excused_from, spell.stopped_on) else spell.stopped_on end
        as left_on,
    case when spell.excused_from > spell.entered_on and spell.excused_from < spell.stopped_on then 'open' else spell.stopped_by end
        as outcome
from spell
inner join fct_episode as episode on spell.episode_id = episode.episode_id
-- What had stopped before the watch began was not watched. A spell that began under watch counts even if it stopped on its first day.
where spell.stopped_on > spell.entered_on or spell.entered_on = spell.started_on
