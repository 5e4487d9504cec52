-- One row per household and thing that is owed to it on the release's day, with the clause that says so: by when, and when it was done.
-- What is owed and done stays in the list while it is in force; what nobody owes is not in it. An obligation without a day is a condition.
with in_force as (
    select
        region_code,
        parameter,
        value_number,
        value_text,
        value_bool,
        day_type,
        clause,
        profile
    from dim_policy
    where valid_from <= $as_of and $as_of < valid_to
),

helped as (
    select
        household_id,
        min(started_on) as started_on,
        count(distinct helper_id) as helpers
    from fct_helper
    group by household_id
),

-- 先行救助 that names the episode is a first measure too, before the day of identification as it is.
decided as (
    select
        household_id,
        min(decided_on) as first_on,
        min(decided_on) filter (where is_development) as development_on
    from fct_measure
    group by household_id
),

advanced as (
    select
        episode_id,
        min(decided_on) as decided_on
    from stg_measure
    where is_advance
    group by episode_id
),

-- The period that is running: a period that ends today is closed.
running as (
    select
        region_code,
        value_text,
        clause,
        profile,
        case value_text
            when 'quarter' then cast(date_trunc('quarter', $as_of + interval '1 day') as date)
            else cast(date_trunc('month', $as_of + interval '1 day') as date)
        end as first_on,
        case value_text
            when 'quarter'
                then cast(date_trunc('quarter', $as_of + interval '1 day') + interval '3 months' - interval '1 day' as date)
            else cast(date_trunc('month', $as_of + interval '1 day') + interval '1 month' - interval '1 day' as date)
        end as last_on
    from in_force
    where parameter = 'visit.cycle'
),

visit as (
    select
        household.region_code,
        household.household_id,
        '走访' as obligation,
        cycle.clause,
        cycle.profile,
        cycle.last_on as due_on,
        case when contact.last_contact_on >= cycle.first_on then contact.last_contact_on end as done_on,
        concat(
            case cycle.value_text when 'quarter' then '每季度' else '每月' end, '一次；',
            coalesce(concat('最近一次', cast(contact.last_contact_on as varchar)), '识别以来没有')
        ) as detail
    from fct_household as household
    inner join running as cycle on household.region_code = cycle.region_code
    left join fct_last_contact as contact on household.household_id = contact.household_id
    where household.is_unresolved
),

first_measure as (
    select
        household.region_code,
        household.household_id,
        '明确首项帮扶措施' as obligation,
        rule.clause,
        rule.profile,
        due_on(household.identified_on, rule.value_number, rule.day_type) as due_on,
        coalesce(decided.first_on, advanced.decided_on) as done_on,
        concat(cast(household.identified_on as varchar), '识别') as detail
    from fct_household as household
    inner join dim_policy as rule
        on
            household.region_code = rule.region_code
            and rule.parameter = 'measure.first_limit_days'
            and household.identified_on >= rule.valid_from
            and household.identified_on < rule.valid_to
    left join decided on household.household_id = decided.household_id
    left join advanced on household.episode_id = advanced.episode_id
    where household.is_unresolved
),

helper as (
    select
        household.region_code,
        household.household_id,
        '安排帮扶联系人' as obligation,
        rule.clause,
        rule.profile,
        due_on(household.identified_on, rule.value_number, rule.day_type) as due_on,
        helped.started_on as done_on,
        concat('在任', cast(coalesce(helped.helpers, 0) as varchar), '人') as detail
    from fct_household as household
    inner join in_force as rule on household.region_code = rule.region_code and rule.parameter = 'helper.limit_days'
    left join helped on household.household_id = helped.household_id
    where household.is_unresolved
),

development as (
    select
        household.region_code,
        household.household_id,
        '落实开发式帮扶' as obligation,
        rule.clause,
        rule.profile,
        months_after(household.identified_on, rule.value_number) as due_on,
        decided.development_on as done_on,
        '户内有劳动能力' as detail
    from fct_household as household
    inner join fct_capacity as capacity on household.household_id = capacity.household_id
    inner join in_force as rule on household.region_code = rule.region_code and rule.parameter = 'development.limit_months'
    left join decided on household.household_id = decided.household_id
    where household.is_unresolved and not household.is_excused and capacity.has_capacity
),

inclusion as (
    select
        region_code,
        household_id,
        '完成纳入认定' as obligation,
        clause,
        profile,
        due_on,
        cast(null as date) as done_on,
        concat(cast(applied_on as varchar), '申请，流程', workflow_id) as detail
    from fct_inclusion
    where decided_on is null
),

warning as (
    select
        warning.region_code,
        warning.household_id,
        '核实部门预警' as obligation,
        rule.clause,
        rule.profile,
        due_on(warning.pushed_on, rule.value_number, rule.day_type) as due_on,
        cast(null as date) as done_on,
        concat(cast(warning.pushed_on as varchar), warning.department, '推送，预警', warning.warning_id) as detail
    from fct_warning as warning
    inner join dim_policy as rule
        on
            warning.region_code = rule.region_code
            and rule.parameter = 'warning.response_days'
            and warning.pushed_on >= rule.valid_from
            and warning.pushed_on < rule.valid_to
    where not warning.is_verified
),

declaration as (
    select
        household.region_code,
        declared.household_id,
        '答复自主申报' as obligation,
        rule.clause,
        rule.profile,
        due_on(declared.declared_on, rule.value_number, rule.day_type) as due_on,
        cast(null as date) as done_on,
        concat(cast(declared.declared_on as varchar), '申报，', declared.declaration_id) as detail
    from fct_declaration as declared
    inner join fct_household as household on declared.household_id = household.household_id
    inner join dim_policy as rule
        on
            household.region_code = rule.region_code
            and rule.parameter = 'declaration.answer_days'
            and declared.declared_on >= rule.valid_from
            and declared.declared_on < rule.valid_to
    where declared.replied_on is null
),

revisit as (
    select
        household.region_code,
        household.household_id,
        '消除后回访' as obligation,
        rule.clause,
        rule.profile,
        months_after(household.eliminated_on, rule.value_number) as due_on,
        max(seen.visited_on) as done_on,
        concat(cast(household.eliminated_on as varchar), '消除') as detail
    from fct_household as household
    inner join in_force as rule on household.region_code = rule.region_code and rule.parameter = 'visit.revisit_months'
    left join stg_visit as seen
        on
            household.household_id = seen.household_id
            and seen.visited_on > household.eliminated_on
            and seen.visited_on <= $as_of
    where household.is_eliminated
    group by household.region_code, household.household_id, household.eliminated_on, rule.clause, rule.profile, rule.value_number
),

stable as (
    select
        household.region_code,
        household.household_id,
        '稳定期满方可标注消除' as obligation,
        rule.clause,
        rule.profile,
        cast(null as date) as due_on,
        cast(null as date) as done_on,
        concat(cast(months_after(household.identified_on, rule.value_number) as varchar), '起') as detail
    from fct_household as household
    inner join in_force as rule on household.region_code = rule.region_code and rule.parameter = 'elimination.months_min'
    where household.is_unresolved and months_after(household.identified_on, rule.value_number) > $as_of
),

kept as (
    select
        household.region_code,
        household.household_id,
        '暂不标注风险消除' as obligation,
        rule.clause,
        rule.profile,
        cast(null as date) as due_on,
        cast(null as date) as done_on,
        '整户无劳动能力，持续保障' as detail
    from fct_household as household
    inner join in_force as rule
        on household.region_code = rule.region_code and rule.parameter = 'elimination.no_labour_forbidden'
    where household.is_excused and rule.value_bool
),

owed as (
    select * from visit
    union all
    select * from first_measure
    union all
    select * from helper
    union all
    select * from development
    union all
    select * from inclusion
    union all
    select * from warning
    union all
    select * from declaration
    union all
    select * from revisit
    union all
    select * from stable
    union all
    select * from kept
)

select
    region_code,
    household_id,
    obligation,
    clause,
    profile,
    due_on,
    done_on,
    case
        when due_on is null then '条件'
        when done_on is not null then '已完成'
        when due_on < $as_of then '已逾期'
        else '待完成'
    end as state,
    detail
from owed
