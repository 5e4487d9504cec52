-- One row per household and screening campaign, as last corrected.
select
    household_id,
    screened_on,
    screening_round,
    screening_form,
    visit_method,
    has_risk,
    risks,
    is_safeguarded,
    has_coping_ability,
    screening_advice,
    is_informed,
    collector_id,
    reviewer_id,
    recorder_id,
    shanghai_day(entered_at) as entered_on,
    entered_at,
    batch_id,
    file_sha256
from source_screening
