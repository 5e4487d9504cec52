/*
title = "证件号码比对不上"
meaning = "部门预警、自主申报没有户编号，其证件号码在家庭成员中查无此人，因而未计入任何村；核实结果为查无此户的除外"
policy = []
action = "核对证件号码；确为本地农户的，补报户信息或更正号码"
owner = "报送部门"
source = ["LS-13"]
*/
with clue as (
    select
        warning_id as clue_id,
        county_code as region_code,
        person_key,
        pushed_on as given_on,
        concat(department, '预警') as kind
    from stg_warning
    -- 查无此户 is the answer to such a warning: nothing is left to do.
    where household_id is null and not coalesce(result = '查无此户' and verified_on <= $as_of, false)
    union all
    select
        declaration.declaration_id as clue_id,
        region.counts_as as region_code,
        declaration.person_key,
        declaration.declared_on as given_on,
        '自主申报' as kind
    from stg_declaration as declaration
    inner join dim_region as region on declaration.region_code = region.region_code
    where declaration.household_id is null
)

-- A department and the county may have given the same number to different things; a subject is one finding.
select
    min(clue.region_code) as region_code,
    cast(null as varchar) as household_id,
    clue.clue_id as subject,
    cast(null as date) as due_on,
    cast(null as bigint) as days_overdue,
    'warn' as severity,
    'LS-13' as clause,
    concat(min(clue.kind), '（', cast(min(clue.given_on) as varchar), '）只有证件号码，家庭成员中查无此人') as detail
from clue
left join fct_clue_person as person on clue.person_key = person.person_key
where clue.given_on <= $as_of and clue.person_key is not null and person.person_key is null
group by clue.clue_id
