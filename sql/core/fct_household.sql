-- One row per household of R with its latest counted episode: the sets M (is_monitored), U (is_unresolved), E (is_eliminated)
-- and G (is_excused: unresolved and 整户无劳动能力兜底保障户) as flags.
select
    household.household_id,
    household.region_code,
    household.household_class,
    household.persons,
    household.is_long_absent,
    household.grid_id,
    episode.episode_id,
    episode.object_type,
    episode.identified_on,
    episode.eliminated_on,
    episode.elimination_mode,
    episode.development_flag,
    episode.episode_id is not null as is_monitored,
    coalesce(not episode.is_eliminated, false) as is_unresolved,
    coalesce(episode.is_eliminated, false) as is_eliminated,
    coalesce(not episode.is_eliminated and household.is_safety_net, false) as is_excused
from fct_household_state as household
left join fct_episode as episode
    on household.household_id = episode.household_id and episode.recency = 1
