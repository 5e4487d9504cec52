/*
title = "监测对象"
meaning = "发布日以前识别的监测记录，一条一行"
[derived]
identified_line_yuan = "识别时当地的监测范围"
eliminated_line_yuan = "消除时当地的监测范围"
entry_workdays = "识别监测到系统录入隔了几个工作日"
account_income_yuan = "识别时收支账的人均纯收入"
account_persons = "识别时收支账的家庭人口"
last_account_income_yuan = "消除时收支账的人均纯收入"
earlier_open = "同一户识别时还有未消除的监测记录"
household_class = "户类型"
persons = "户信息中的家庭人口数"
members = "家庭成员表中的人数"
able_members = "有劳动能力的家庭成员数"
allowance_members = "享受低保的家庭成员数"
members_away = "外出务工的家庭成员数"
members_out_of_school = "失学辍学的家庭成员数"
pupils = "在校生人数"
housing_grade = "住房等级"
is_water_safe = "饮水是否安全"
is_safety_net = "标注为整户无劳动能力兜底保障户"
is_approved = "有审定通过的纳入流程"
is_elimination_started = "有消除流程"
development_measures = "识别以来的开发式措施条数"
measures = "识别以来的措施条数"
is_latest = "是该户最近一条监测记录"
risks = "全部风险类型，顿号分隔"
risk_count = "填了几个风险类型"
distinct_risks = "不重复的风险类型个数"
*/
with counted as (
    select
        episode.episode_id,
        count(risk.risk) as risk_count,
        count(distinct risk.risk) as distinct_risks
    from stg_episode as episode
    left join (
        select
            episode_id,
            unnest(make_array(risk_1, risk_2, risk_3, risk_4, risk_5)) as risk
        from stg_episode
    ) as risk on episode.episode_id = risk.episode_id
    group by episode.episode_id
),

account as (
    select
        episode.episode_id,
        income.income_kind,
        income.net_income_yuan / nullif(income.persons, 0) as per_person_yuan,
        income.persons,
        row_number() over (
            partition by episode.episode_id, income.income_kind
            order by income.period_ended_on desc
        ) as recency
    from stg_episode as episode
    inner join stg_income as income
        on
            episode.household_id = income.household_id
            and (
                (
                    income.income_kind = '识别时'
                    and income.period_ended_on <= episode.identified_on
                    and income.period_ended_on > cast(episode.identified_on - interval '3 months' as date)
                )
                or (
                    income.income_kind = '消除时'
                    and income.period_ended_on <= episode.eliminated_on
                    and income.period_ended_on > cast(episode.eliminated_on - interval '3 months' as date)
                )
            )
),

overlap as (
    select distinct later.episode_id
    from stg_episode as later
    inner join stg_episode as earlier
        on later.household_id = earlier.household_id and later.episode_id <> earlier.episode_id
    where
        earlier.state <> '已清退'
        and later.state <> '已清退'
        and earlier.identified_on <= later.identified_on
        and (
            earlier.eliminated_on is null
            or earlier.eliminated_on > later.identified_on
        )
        and (earlier.identified_on < later.identified_on or earlier.episode_id < later.episode_id)
),

flow as (
    select
        episode_id,
        bool_or(kind = '纳入' and stage in ('县级审定', '乡镇审核') and coalesce(result, '通过') = '通过') as is_approved,
        bool_or(kind = '消除') as is_elimination_started
    from stg_workflow
    where episode_id is not null and occurred_on <= $as_of
    group by episode_id
),

helped as (
    select
        episode.episode_id,
        count(*) as measures,
        count(*) filter (
            where code_measure_group.is_development and not_development.measure_item is null
        ) as development_measures
    from stg_episode as episode
    inner join stg_measure as measure
        on episode.household_id = measure.household_id and measure.decided_on >= episode.identified_on
    inner join code_measure_group on measure.measure_group = code_measure_group.measure_group
    left join code_item_not_development as not_development on measure.measure_item = not_development.measure_item
    where measure.decided_on <= $as_of
    group by episode.episode_id
)

select
    home.region_code,
    episode.household_id,
    episode.episode_id as subject,
    coalesce(delivery.office, '') as office,
    '' as person_in_charge,
    episode.object_type,
    episode.risk_1,
    episode.risk_2,
    episode.risk_3,
    episode.risk_4,
    episode.risk_5,
    concat_ws('、', episode.risk_1, episode.risk_2, episode.risk_3, episode.risk_4, episode.risk_5) as risks,
    counted.risk_count,
    counted.distinct_risks,
    episode.source_channel,
    episode.identified_on,
    episode.entered_on,
    days_elapsed(episode.identified_on, episode.entered_on, 'work') as entry_workdays,
    episode.identified_persons,
    cast(episode.identified_income_per_person_yuan as double) as identified_income_per_person_yuan,
    cast(episode.identified_self_paid_yuan as double) as identified_self_paid_yuan,
    episode.is_marked_eliminated as is_eliminated,
    episode.elimination_mode,
    episode.eliminated_on,
    cast(episode.eliminated_income_per_person_yuan as double) as eliminated_income_per_person_yuan,
    episode.development_flag,
    episode.state as episode_state,
    first_line.value_number as identified_line_yuan,
    last_line.value_number as eliminated_line_yuan,
    cast(first_account.per_person_yuan as double) as account_income_yuan,
    first_account.persons as account_persons,
    cast(last_account.per_person_yuan as double) as last_account_income_yuan,
    overlap.episode_id is not null as earlier_open,
    home.household_class,
    home.persons,
    home.housing_grade,
    state.is_water_safe,
    home.is_safety_net,
    people.members,
    people.able_members,
    people.allowance_members,
    people.members_away,
    people.members_out_of_school,
    people.pupils,
    coalesce(flow.is_approved, false) as is_approved,
    coalesce(flow.is_elimination_started, false) as is_elimination_started,
    coalesce(helped.measures, 0) as measures,
    coalesce(helped.development_measures, 0) as development_measures,
    own.episode_id = episode.episode_id as is_latest,
    $as_of as as_of
from stg_episode as episode
inner join fct_household_state as home on episode.household_id = home.household_id
inner join stg_household as state on home.household_id = state.household_id and home.state_on = state.state_on
inner join fct_household as own on episode.household_id = own.household_id
inner join counted on episode.episode_id = counted.episode_id
left join fct_household_people as people on episode.household_id = people.household_id
left join account as first_account
    on
        episode.episode_id = first_account.episode_id
        and first_account.income_kind = '识别时'
        and first_account.recency = 1
left join account as last_account
    on
        episode.episode_id = last_account.episode_id
        and last_account.income_kind = '消除时'
        and last_account.recency = 1
left join overlap on episode.episode_id = overlap.episode_id
left join flow on episode.episode_id = flow.episode_id
left join helped on episode.episode_id = helped.episode_id
left join dim_policy as first_line
    on
        home.region_code = first_line.region_code
        and first_line.parameter = 'monitoring.income_line_yuan'
        and episode.identified_on >= first_line.valid_from
        and episode.identified_on < first_line.valid_to
left join dim_policy as last_line
    on
        home.region_code = last_line.region_code
        and last_line.parameter = 'monitoring.income_line_yuan'
        and episode.eliminated_on >= last_line.valid_from
        and episode.eliminated_on < last_line.valid_to
left join dim_delivery as delivery
    on episode.batch_id = delivery.batch_id and episode.file_sha256 = delivery.file_sha256
where episode.identified_on <= $as_of
