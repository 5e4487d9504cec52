-- One row per delivered file: the folder in which it lay. Folders that are named by a day are nights and nobody's.
select
    batch_id,
    file_sha256,
    case
        when regexp_like(folder, '^[0-9]{4}-[0-9]{2}-[0-9]{2}$') then ''
        else coalesce(folder, '')
    end as folder
from (
    select
        batch_id,
        file_sha256,
        array_element(string_to_array(file, '/'), -2) as folder
    from source_file
) as placed
