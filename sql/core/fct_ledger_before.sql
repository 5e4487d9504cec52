-- One row per household and ledger that it stood in at the release before; none without one.
select
    household_id,
    region_code,
    unnest(
        array_remove_all(
            make_array(
                '农户',
                case when is_monitored then '监测户' else '' end,
                case when is_unresolved then '未消除' else '' end,
                case when household_class = '脱贫户' then '脱贫户' else '' end
            ),
            ''
        )
    ) as ledger
from previous_household_current
