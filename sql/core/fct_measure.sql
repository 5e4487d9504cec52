-- One row per measure of a household of U decided from the identification of its latest episode up to the release's day.
-- 其他 and 技能培训 never count as development (LT-31).
select
    measure.measure_id,
    measure.household_id,
    measure.member_id,
    household.region_code,
    measure.measure_group,
    measure.measure_item,
    measure.decided_on,
    measure.amount_yuan,
    code_measure_group.is_development and not_development.measure_item is null as is_development
from stg_measure as measure
inner join fct_household as household on measure.household_id = household.household_id
inner join code_measure_group on measure.measure_group = code_measure_group.measure_group
left join code_item_not_development as not_development
    on measure.measure_item = not_development.measure_item
where
    household.is_unresolved
    and measure.decided_on >= household.identified_on
    and measure.decided_on <= $as_of
