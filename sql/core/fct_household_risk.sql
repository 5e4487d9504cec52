-- One row per household of U and each risk its latest episode carries (multi-label; a risk named twice counts once).
with latest as (
    select
        episode.household_id,
        episode.region_code,
        make_array(episode.risk_1, episode.risk_2, episode.risk_3, episode.risk_4, episode.risk_5) as risks
    from fct_episode as episode
    where episode.recency = 1 and not episode.is_eliminated
),

flat as (
    select
        household_id,
        region_code,
        unnest(risks) as risk
    from latest
)

select distinct
    household_id,
    region_code,
    risk
from flat
where risk is not null
