-- One row per episode that counts on the release's day: identified by then, not cleared (清退), of a household in R.
-- 已回退 is neither 已消除 nor 已清退: unresolved, although a 消除监测时间 may still be filled.
select
    episode.episode_id,
    episode.household_id,
    household.region_code,
    household.persons,
    episode.object_type,
    episode.source_channel,
    episode.risk_1,
    episode.risk_2,
    episode.risk_3,
    episode.risk_4,
    episode.risk_5,
    episode.identified_on,
    episode.development_flag,
    episode.elimination_mode,
    coalesce(episode.state = '已消除' and episode.eliminated_on <= $as_of, false) as is_eliminated,
    case when episode.state = '已消除' and episode.eliminated_on <= $as_of then episode.eliminated_on end as eliminated_on,
    row_number() over (
        partition by episode.household_id
        order by episode.identified_on desc, episode.episode_id desc
    ) as recency
from stg_episode as episode
inner join fct_household_state as household on episode.household_id = household.household_id
where episode.identified_on <= $as_of and episode.state <> '已清退'
