/*
title = "近12个月再识别率"
meaning = "消除后近12个月内又被识别的户占曾消除户的比例"
numerator = "近12个月再识别户数"
denominator = "曾有监测记录消除的户数"
grain = "village"
unit = "share"
better = "lower"
interval = "wilson"
trend = true
policy = []
source = ["LS-29", "HN-24"]
*/
with again as (
    select distinct later.household_id
    from fct_episode as later
    inner join fct_episode as earlier
        on later.household_id = earlier.household_id and later.recency < earlier.recency
    where
        later.identified_on > cast($as_of - interval '12 months' as date)
        and earlier.is_eliminated
        and earlier.eliminated_on <= later.identified_on
),

eliminated as (
    select distinct
        household_id,
        region_code
    from fct_episode
    where is_eliminated
)

select
    eliminated.region_code,
    '' as slice,
    count(again.household_id) as numerator,
    count(*) as denominator
from eliminated
left join again on eliminated.household_id = again.household_id
group by eliminated.region_code
