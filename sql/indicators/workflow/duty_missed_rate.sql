/*
title = "工作欠账率"
meaning = "各项有时限的工作中逾期或未做的比例：上一周期走访、近3个月预警核实、近12个月首项措施、近12个月纳入认定、近12个月识别录入（有录入时限的地方）；按工作分列，用于找出进展慢、问题多的村"
numerator = "逾期或未做的件数"
denominator = "应做的件数"
grain = "village"
unit = "share"
better = "lower"
interval = "wilson"
trend = true
slice = "工作"
policy = [
    "visit.cycle", "visit.method", "visit.remote_if_absent", "visit.roles", "visit.who", "warning.response_days",
    "measure.first_limit_days", "inclusion.limit_days", "inclusion.approver", "entry.limit_days",
]
source = ["LT-20"]
*/
with duty as (
    select
        region_code,
        '走访' as kind,
        not is_met as is_missed
    from fct_visit_duty
    union all
    select
        region_code,
        '预警核实' as kind,
        is_overdue as is_missed
    from fct_warning
    union all
    select
        region_code,
        '首项措施' as kind,
        is_late as is_missed
    from fct_first_measure
    union all
    select
        region_code,
        '纳入认定' as kind,
        is_overdue as is_missed
    from fct_inclusion
    union all
    select
        episode.region_code,
        '识别录入' as kind,
        days_elapsed(episode.identified_on, detail.entered_on, limit_days.day_type)
        > limit_days.value_number as is_missed
    from fct_episode as episode
    inner join stg_episode as detail on episode.episode_id = detail.episode_id
    inner join dim_policy as limit_days
        on
            episode.region_code = limit_days.region_code
            and limit_days.parameter = 'entry.limit_days'
            and episode.identified_on >= limit_days.valid_from
            and episode.identified_on < limit_days.valid_to
    where episode.identified_on > cast($as_of - interval '12 months' as date)
)

select
    region_code,
    '' as slice,
    count(*) filter (where is_missed) as numerator,
    count(*) as denominator
from duty
group by region_code
union all
select
    region_code,
    kind as slice,
    count(*) filter (where is_missed) as numerator,
    count(*) as denominator
from duty
group by region_code, kind
