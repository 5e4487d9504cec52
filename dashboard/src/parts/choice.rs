//! Lists to choose from in the filter of a page.

use domain::release::Place;

use crate::error::PageError;
use crate::reading::Reading;

/// One entry of a list to choose from.
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) title: String,
    pub(crate) is_current: bool,
}

/// The release's own place, its children, and the chosen place with its neighbours when it lies deeper.
pub(crate) fn regions(reading: &Reading, chosen: &Place) -> Result<Vec<Choice>, PageError> {
    let release = &reading.release;
    let home = reading.home()?;
    let choice = |place: &Place, depth: usize| Choice {
        value: place.code.to_string(),
        title: format!("{}{}", "　".repeat(depth), place.name),
        is_current: place.code == chosen.code,
    };
    let mut choices = vec![];
    if !release.lies_in(chosen.code, home.code) {
        choices.push(choice(chosen, 0));
    }
    choices.push(choice(home, 0));
    for child in release.children(home.code) {
        choices.push(choice(child, 1));
        if release.lies_in(chosen.code, child.code) {
            choices.extend(release.children(child.code).map(|village| choice(village, 2)));
        }
    }
    Ok(choices)
}
