-- Every household that came into a ledger or went out of it since the release before, and why: the difference of two nights' totals,
-- household by household. One that changed its village goes out of one and comes into the other. Without a release before there is
-- nothing to compare.
with night as (
    select max(as_of) as since
    from previous_household_current
    having max(as_of) is not null
),

moved as (
    select
        coalesce(fct_ledger.ledger, before.ledger) as ledger,
        coalesce(fct_ledger.household_id, before.household_id) as household_id,
        coalesce(fct_ledger.region_code, before.region_code) as region_code,
        fct_ledger.household_id is not null as is_in
    from fct_ledger
    full outer join fct_ledger_before as before
        on
            fct_ledger.ledger = before.ledger
            and fct_ledger.household_id = before.household_id
            and fct_ledger.region_code = before.region_code
    where fct_ledger.household_id is null or before.household_id is null
),

cleared as (
    select household_id
    from stg_episode
    where state = '已清退'
    group by household_id
),

rolled_back as (
    select household_id
    from stg_episode
    where state = '已回退'
    group by household_id
)

select
    $as_of as as_of,
    night.since,
    moved.ledger,
    moved.region_code,
    moved.household_id,
    case when moved.is_in then 'in' else 'out' end as direction,
    case
        when earlier.household_id is null then '新登记'
        when own.household_id is null then '户信息更正'
        when earlier.region_code <> own.region_code and ended.counts_as <> ended.region_code then '并村'
        when earlier.region_code <> own.region_code then '迁移'
        when moved.ledger = '脱贫户' then '户类型更正'
        when moved.is_in and rolled_back.household_id is not null then '风险消除回退'
        when moved.is_in and own.identified_on > night.since and earlier.is_monitored then '再识别'
        when moved.is_in and own.identified_on > night.since then '新识别'
        when moved.is_in then '补录或更正'
        when own.eliminated_on > night.since then '消除'
        when own.eliminated_on is not null then '补录消除'
        when cleared.household_id is not null then '清退'
        else '监测记录更正'
    end as reason,
    own.episode_id as subject
from moved
cross join night
left join previous_household_current as earlier on moved.household_id = earlier.household_id
left join fct_household as own on moved.household_id = own.household_id
left join dim_region as ended on earlier.region_code = ended.region_code
left join cleared on moved.household_id = cleared.household_id
left join rolled_back on moved.household_id = rolled_back.household_id
order by moved.ledger, moved.region_code, moved.household_id, direction
