-- One row per episode identified in the last 12 months: when the household's first measure was decided, and by when it had to be.
-- An earlier 先行救助 that names the episode is on time; not decided counts as late once the day is past.
with episode as (
    select
        episode_id,
        household_id,
        region_code,
        identified_on
    from fct_episode
    where identified_on > cast($as_of - interval '12 months' as date)
),

decided as (
    select
        episode.episode_id,
        min(measure.decided_on) as decided_on
    from episode
    inner join stg_measure as measure on episode.household_id = measure.household_id
    where measure.decided_on >= episode.identified_on and measure.decided_on <= $as_of
    group by episode.episode_id
),

advanced as (
    select distinct episode.episode_id
    from episode
    inner join stg_measure as measure on episode.episode_id = measure.episode_id
    where measure.is_advance and measure.decided_on < episode.identified_on
)

select
    episode.episode_id,
    episode.household_id,
    episode.region_code,
    episode.identified_on,
    decided.decided_on,
    due_on(episode.identified_on, limit_days.value_number, limit_days.day_type) as due_on,
    limit_days.profile,
    limit_days.clause,
    advanced.episode_id is null
    and days_elapsed(episode.identified_on, coalesce(decided.decided_on, $as_of), limit_days.day_type)
    > limit_days.value_number as is_late
from episode
inner join dim_policy as limit_days
    on
        episode.region_code = limit_days.region_code
        and limit_days.parameter = 'measure.first_limit_days'
        and episode.identified_on >= limit_days.valid_from
        and episode.identified_on < limit_days.valid_to
left join decided on episode.episode_id = decided.episode_id
left join advanced on episode.episode_id = advanced.episode_id
