-- One row per episode (监测编号), as last corrected.
select
    episode_id,
    household_id,
    object_type,
    risk_1,
    risk_2,
    risk_3,
    risk_4,
    risk_5,
    identified_on,
    episode_state as state,
    elimination_mode,
    eliminated_on,
    development_flag,
    shanghai_day(entered_at) as entered_on,
    eliminated_income_per_person_yuan
from source_episode
