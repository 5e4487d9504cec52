/*
title = "督查问题"
meaning = "近一年发现的督查问题，一个一行"
[derived]
days_to_due = "发现到整改时限的天数"
*/
select
    place.counts_as as region_code,
    inspection.household_id,
    inspection.inspection_id as subject,
    coalesce(delivery.office, '') as office,
    '' as person_in_charge,
    inspection.inspection_source,
    inspection.problem_kind,
    inspection.found_on,
    inspection.due_on,
    inspection.fixed_on,
    inspection.due_on - inspection.found_on as days_to_due,
    home.region_code = place.counts_as as is_home_here
from stg_inspection as inspection
inner join dim_region as place on inspection.region_code = place.region_code
left join fct_household_state as home on inspection.household_id = home.household_id
left join dim_delivery as delivery
    on inspection.batch_id = delivery.batch_id and inspection.file_sha256 = delivery.file_sha256
where inspection.found_on <= $as_of and inspection.found_on > cast($as_of - interval '12 months' as date)
