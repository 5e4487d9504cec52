/*
title = "集中排查"
meaning = "本年度的排查表，一户一批次一行"
[derived]
entry_workdays = "排查到录入隔了几个工作日"
household_class = "户类型"
is_unresolved = "排查当日是未消除监测户"
is_monitored = "排查以前识别过监测"
housing_grade = "住房等级"
is_water_safe = "饮水是否安全"
members_out_of_school = "户内失学辍学的人数"
uninsured_members = "户内没有参加基本医疗保险的人数"
identified_after = "排查以后识别监测"
days_since_screened = "排查以来的天数"
screenings_by_collector = "同一采集人当日采集的户数"
*/
with crowd as (
    select
        collector_id,
        screened_on,
        count(*) as screenings_by_collector
    from stg_screening
    where screened_on <= $as_of and screened_on >= cast(date_trunc('year', $as_of) as date)
    group by collector_id, screened_on
),

standing as (
    select
        screening.household_id,
        screening.screening_round,
        bool_or(episode.identified_on <= screening.screened_on) as is_monitored,
        bool_or(
            episode.identified_on <= screening.screened_on
            and (not episode.is_eliminated or episode.eliminated_on > screening.screened_on)
        ) as is_unresolved,
        bool_or(episode.identified_on > screening.screened_on) as identified_after
    from stg_screening as screening
    inner join fct_episode as episode on screening.household_id = episode.household_id
    group by screening.household_id, screening.screening_round
)

select
    home.region_code,
    screening.household_id,
    concat(screening.household_id, '/', screening.screening_round) as subject,
    coalesce(delivery.office, '') as office,
    coalesce(screening.recorder_id, '') as person_in_charge,
    screening.screening_form,
    screening.visit_method,
    screening.screened_on,
    screening.has_risk,
    screening.risks,
    screening.is_safeguarded,
    screening.has_coping_ability,
    screening.screening_advice,
    screening.is_informed,
    screening.collector_id,
    screening.reviewer_id,
    screening.recorder_id,
    screening.entered_at,
    days_elapsed(screening.screened_on, screening.entered_on, 'work') as entry_workdays,
    $as_of - screening.screened_on as days_since_screened,
    home.household_class,
    coalesce(standing.is_monitored, false) as is_monitored,
    coalesce(standing.is_unresolved, false) as is_unresolved,
    coalesce(standing.identified_after, false) as identified_after,
    home.housing_grade,
    state.is_water_safe,
    home.is_long_absent,
    people.members_out_of_school,
    people.uninsured_members,
    crowd.screenings_by_collector
from stg_screening as screening
inner join fct_household_state as home on screening.household_id = home.household_id
inner join stg_household as state on home.household_id = state.household_id and home.state_on = state.state_on
left join standing
    on screening.household_id = standing.household_id and screening.screening_round = standing.screening_round
left join fct_household_people as people on screening.household_id = people.household_id
left join crowd on screening.collector_id = crowd.collector_id and screening.screened_on = crowd.screened_on
left join dim_delivery as delivery
    on screening.batch_id = delivery.batch_id and screening.file_sha256 = delivery.file_sha256
where screening.screened_on <= $as_of and screening.screened_on >= cast(date_trunc('year', $as_of) as date)
