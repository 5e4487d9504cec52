-- One row per declaration of the last 12 months at the place that its code counts as; what was done about it after the day is not known yet.
select
    declaration.declaration_id,
    declaration.household_id,
    place.counts_as as region_code,
    declaration.declaration_channel,
    declaration.declared_on,
    case when declaration.verified_on <= $as_of then declaration.verified_on end as verified_on,
    case when declaration.replied_on <= $as_of then declaration.replied_on end as replied_on,
    declaration.result
from stg_declaration as declaration
inner join dim_region as place on declaration.region_code = place.region_code
where declaration.declared_on <= $as_of and declaration.declared_on > cast($as_of - interval '12 months' as date)
