-- One row per relocation site.
select
    site_id,
    region_code,
    households,
    staff,
    labourers,
    employed,
    zero_employment_households,
    batch_id,
    file_sha256
from source_relocation_site
