-- One row per event that early warning counts, and once more per slice: a department's warning with a known household (S1), an
-- identification or re-identification (S2). The empty slice is everything of the stream; the others are the eleven risks, of a warning that
-- of its department, and 信访, which warns of anything.
-- A warning is entered when it is pushed, an episode on its 录入时间; what was entered after the release's day was not known on it.
with warned as (
    select
        'S1' as stream,
        warning.warning_id as subject,
        coalesce(warning.household_id, person.household_id) as household_id,
        warning.pushed_on as happened_on,
        warning.pushed_on as entered_on,
        make_array('', department.signal_slice) as slices
    from stg_warning as warning
    left join fct_clue_person as person on warning.person_key = person.person_key and warning.household_id is null
    left join code_department as department on warning.department = department.department
    where warning.pushed_on <= $as_of
),

identified as (
    select
        'S2' as stream,
        episode.episode_id as subject,
        episode.household_id,
        episode.identified_on as happened_on,
        entry.entered_on,
        make_array('', episode.risk_1, episode.risk_2, episode.risk_3, episode.risk_4, episode.risk_5) as slices
    from fct_episode as episode
    inner join stg_episode as entry on episode.episode_id = entry.episode_id
    where entry.entered_on is null or entry.entered_on <= $as_of
),

event as (
    select
        stream,
        subject,
        household_id,
        happened_on,
        entered_on,
        unnest(slices) as slice
    from warned
    union all
    select
        stream,
        subject,
        household_id,
        happened_on,
        entered_on,
        unnest(slices) as slice
    from identified
)

select distinct
    event.stream,
    event.slice,
    home.region_code,
    event.household_id,
    event.subject,
    event.happened_on,
    event.entered_on
from event
inner join fct_household_state as home on event.household_id = home.household_id
where event.slice is not null
