//! The eighteen datasets of the source contract, in the order in which they are read.

mod help;
mod household;
mod monitoring;
mod notice;
mod place;
mod survey;

use crate::source::Source;

/// All datasets. Places come first, then households and their members, so that a reference is judged when all it may refer to is read.
pub static SOURCES: [&Source; 18] = [
    &place::REGION,
    &household::HOUSEHOLD,
    &household::MEMBER,
    &place::VILLAGE_YEAR,
    &place::GRID,
    &place::GRID_WORKER,
    &place::RELOCATION_SITE,
    &monitoring::EPISODE,
    &monitoring::WORKFLOW,
    &monitoring::INCOME,
    &help::VISIT,
    &help::HELPER,
    &help::MEASURE,
    &notice::WARNING,
    &notice::DECLARATION,
    &survey::SCREENING,
    &notice::HAZARD,
    &survey::INSPECTION,
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_headers_and_columns_are_unique() {
        let names: BTreeSet<&str> = SOURCES.iter().map(|source| source.name).collect();
        assert_eq!(names.len(), SOURCES.len());

        for source in SOURCES {
            let headers: BTreeSet<&str> = source.columns.iter().map(|column| column.header).collect();
            let columns: BTreeSet<&str> = source.columns.iter().map(|column| column.name).collect();
            assert_eq!(headers.len(), source.columns.len(), "{}", source.name);
            assert_eq!(columns.len(), source.columns.len(), "{}", source.name);
        }
    }

    #[test]
    fn keys_and_orders_name_columns_and_keys_are_required() {
        for source in SOURCES {
            for name in source.key {
                let position = source.position(name).expect("a key is a column");
                assert!(source.columns[position].is_required, "{} {name}", source.name);
            }
            for (earlier, later) in source.orders {
                assert!(source.position(earlier).is_some(), "{} {earlier}", source.name);
                assert!(source.position(later).is_some(), "{} {later}", source.name);
            }
        }
    }
}
