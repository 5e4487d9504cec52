//! Names of places where codes should stand: what the row, its household and its file say around them.

use domain::region::Level;

use super::{Lander, Origin};
use crate::cell::Value;
use crate::disposition::Reason;
use crate::known::{Meaning, Surroundings};
use crate::reader::Cell;
use crate::row::Row;

/// Places that a message names at most.
const PLACES_MAX: usize = 5;

impl<E> Lander<'_, E> {
    /// Puts a code in the place of a name, or says why that cannot be done.
    pub(super) fn resolve_names(&self, origin: &Origin<'_>, cells: &[Cell<'_>], row: &mut Row<'_>) {
        let Some(position) = origin.reader.region else {
            return;
        };
        let Value::PlaceName(name) = &row.values[position] else {
            return;
        };
        let meaning = self.meaning(origin, cells, row, name);
        if let Meaning::Place(code) = meaning {
            row.values[position] = Value::Region(code);
            return;
        }
        row.values[position] = Value::Refused;
        row.faults.push((position, Reason::RegionUnknown));
        if let Meaning::Several(places) = meaning {
            let named: Vec<&str> = places.iter().take(PLACES_MAX).map(String::as_str).collect();
            let more = if places.len() > named.len() { "等" } else { "" };
            let detail = format!("所填地名对应多个地方：{}{more}", named.join("、"));
            row.details.push((position, detail));
        }
    }

    fn meaning(&self, origin: &Origin<'_>, cells: &[Cell<'_>], row: &Row<'_>, name: &str) -> Meaning {
        let gazetteer = &self.known.gazetteer;
        let reader = origin.reader;
        let home = reader
            .household_of(row)
            .and_then(|household| self.known.region_of(household));
        let file = origin.town.get_or_init(|| gazetteer.named_by(origin.own_name));
        let around = Surroundings {
            day: reader.day_of(row),
            row: reader
                .places_beside(cells)
                .map(|town| gazetteer.called(&town))
                .fold(None, |places, called| match places {
                    _ if called.is_empty() => places,
                    // The last of 县 and 乡镇 is the nearer one.
                    _ => Some(called),
                })
                .unwrap_or_default(),
            probable: home
                .and_then(|home| gazetteer.above(home, Level::Town))
                .into_iter()
                .chain(*file)
                .collect(),
        };
        let stated = self
            .night
            .contract
            .places_called(&domain::text::label(name), around.day);
        if stated.is_empty() {
            gazetteer.meaning(name, &around)
        } else {
            gazetteer.chosen(stated, &around)
        }
    }
}
