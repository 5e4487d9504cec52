-- One row per place and use of visits: `duty` is the obligation of the last closed period, `today` what counts as a contact now.
-- The cycle is the one in force on the release's day; methods and roles are those in force on the last day of the period that
-- this cycle gives (`duty`), or on the release's day (`today`). A period that ends on the release's day is closed.
with cycle as (
    select
        region_code,
        value_text as visit_cycle,
        profile,
        case value_text
            when 'quarter' then
                cast(date_trunc('quarter', $as_of + interval '1 day') - interval '3 months' as date)
            else cast(date_trunc('month', $as_of + interval '1 day') - interval '1 month' as date)
        end as first_on,
        case value_text
            when 'quarter' then cast(date_trunc('quarter', $as_of + interval '1 day') - interval '1 day' as date)
            else cast(date_trunc('month', $as_of + interval '1 day') - interval '1 day' as date)
        end as last_on
    from dim_policy
    where parameter = 'visit.cycle' and valid_from <= $as_of and $as_of < valid_to
),

rule_day as (
    select
        region_code,
        'duty' as purpose,
        first_on,
        last_on,
        last_on as ruled_on,
        profile
    from cycle
    union all
    select
        region_code,
        'today' as purpose,
        date '0001-01-01' as first_on,
        $as_of as last_on,
        $as_of as ruled_on,
        profile
    from cycle
)

select
    rule_day.region_code,
    rule_day.purpose,
    rule_day.first_on,
    rule_day.last_on,
    rule_day.profile,
    method.value_text = 'any' as takes_any_method,
    remote.value_bool as takes_remote_if_absent,
    coalesce(role.value_text, '') as visitor_roles,
    who.value_text = 'both' as needs_every_role
from rule_day
inner join dim_policy as method
    on
        rule_day.region_code = method.region_code
        and method.parameter = 'visit.method'
        and rule_day.ruled_on >= method.valid_from
        and rule_day.ruled_on < method.valid_to
inner join dim_policy as remote
    on
        rule_day.region_code = remote.region_code
        and remote.parameter = 'visit.remote_if_absent'
        and rule_day.ruled_on >= remote.valid_from
        and rule_day.ruled_on < remote.valid_to
inner join dim_policy as role
    on
        rule_day.region_code = role.region_code
        and role.parameter = 'visit.roles'
        and rule_day.ruled_on >= role.valid_from
        and rule_day.ruled_on < role.valid_to
inner join dim_policy as who
    on
        rule_day.region_code = who.region_code
        and who.parameter = 'visit.who'
        and rule_day.ruled_on >= who.valid_from
        and rule_day.ruled_on < who.valid_to
