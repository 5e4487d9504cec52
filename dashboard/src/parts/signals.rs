//! The open signals of a place, counted by colour: what stands on the overview.

use askama::Template;
use domain::region::RegionCode;
use domain::signal::Tier;
use reports::charts::signals::{counted, place_of};

use crate::number::count;
use crate::pages::signals::signal_link;
use crate::reading::Reading;

/// So many are named; the rest is on the page of signals.
const NAMED: usize = 5;

#[derive(Template)]
#[template(path = "parts/signals.html")]
pub(crate) struct OpenSignals {
    tiers: Vec<(Tier, String)>,
    named: Vec<Named>,
    all_href: String,
    is_empty: bool,
    /// Streams of which nothing can be said.
    unsaid: usize,
}

impl askama::filters::HtmlSafe for OpenSignals {}

struct Named {
    tier: Tier,
    place: String,
    what: String,
    href: String,
}

impl OpenSignals {
    pub(crate) fn of(reading: &Reading, region: RegionCode) -> Self {
        let release = &reading.release;
        let open: Vec<_> = release
            .signals
            .open()
            .filter(|signal| release.lies_in(signal.region_code, region))
            .collect();
        let tiers = Tier::ALL.iter().rev().map(|tier| {
            let of_tier = open.iter().filter(|signal| signal.tier == *tier);
            (*tier, count(of_tier.count()))
        });
        let unsaid = release
            .signals
            .streams
            .iter()
            .filter(|stream| stream.slice.is_empty());
        Self {
            tiers: tiers.collect(),
            named: open
                .iter()
                .take(NAMED)
                .map(|signal| Named {
                    tier: signal.tier,
                    place: place_of(release, signal),
                    what: counted(signal),
                    href: signal_link(reading, &signal.signal),
                })
                .collect(),
            all_href: reading.link("/signals").text(),
            is_empty: open.is_empty(),
            unsaid: unsaid.filter(|stream| stream.state != "watched").count(),
        }
    }
}
