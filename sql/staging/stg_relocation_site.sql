-- One row per relocation site.
select
    site_id,
    region_code,
    households,
    staff
from source_relocation_site
