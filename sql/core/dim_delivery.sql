-- One row per delivered content: who sent it. Where the folder is called by the code of a place, the office is that place's; where it
-- is called something else, that is the office; files that lie in no folder of anybody are nobody's.
-- A town delivers under its nine digits, a county under its nine or twelve.
select
    file.batch_id,
    file.file_sha256,
    min(coalesce(place.name, file.folder)) as office
from stg_file as file
left join dim_region as place on rpad(file.folder, 12, '0') = place.region_code
group by file.batch_id, file.file_sha256
