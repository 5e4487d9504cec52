/*
title = "自主申报"
meaning = "近一年的自主申报，一件一行"
[derived]
has_person = "自带证件号码"
is_monitored = "是监测户"
identified_on = "最近一次识别监测时间"
declared_on = "申报日期"
verified_on = "核查日期"
replied_on = "答复日期"
days_since_declared = "申报以来的天数"
days_since_verified = "核查以来的天数"
is_home_here = "户所在村就是申报所填的地方"
same_week_declarations = "同一户七天内的申报件数"
*/
with repeated as (
    select
        later.declaration_id,
        later.region_code,
        count(*) as same_week_declarations
    from stg_declaration as later
    inner join stg_declaration as other
        on
            later.household_id = other.household_id
            and other.declared_on <= later.declared_on
            and other.declared_on > cast(later.declared_on - interval '7 days' as date)
    group by later.declaration_id, later.region_code
)

select
    place.counts_as as region_code,
    declaration.household_id,
    declaration.declaration_id as subject,
    coalesce(delivery.office, '') as office,
    '' as person_in_charge,
    declaration.household_id is not null as is_registered,
    declaration.person_key is not null as has_person,
    declaration.declaration_channel,
    declaration.declared_on,
    case when declaration.verified_on <= $as_of then declaration.verified_on end as verified_on,
    case when declaration.replied_on <= $as_of then declaration.replied_on end as replied_on,
    declaration.result as declaration_result,
    $as_of - declaration.declared_on as days_since_declared,
    $as_of - declaration.verified_on as days_since_verified,
    own.is_monitored,
    own.identified_on,
    own.region_code = place.counts_as as is_home_here,
    coalesce(repeated.same_week_declarations, 1) as same_week_declarations
from stg_declaration as declaration
inner join dim_region as place on declaration.region_code = place.region_code
left join fct_household as own on declaration.household_id = own.household_id
left join repeated
    on declaration.declaration_id = repeated.declaration_id and declaration.region_code = repeated.region_code
left join dim_delivery as delivery
    on declaration.batch_id = delivery.batch_id and declaration.file_sha256 = delivery.file_sha256
where declaration.declared_on <= $as_of and declaration.declared_on > cast($as_of - interval '12 months' as date)
