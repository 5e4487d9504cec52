-- What the score of each village rests on: of each component what was counted out of what, the value beyond which a village counts as
-- among the worse of its county, the chance that it truly is, the weight, and what it adds to the score.
select
    $as_of as as_of,
    region_code,
    component,
    numerator,
    denominator,
    threshold,
    chance,
    weight,
    contribution
from inspection_judged
order by region_code, component
