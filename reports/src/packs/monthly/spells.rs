//! Elimination and relapse in time.

use domain::spell::Course;

use super::drawn;
use crate::charts::course_of;
use crate::document::Composer;
use crate::narrative::{Narrator, text};
use crate::packs::PackError;
use crate::spells::{of_hundred, over_time, who_counts, whole};

/// 消除与再识别历程: nothing where nobody of the place was ever watched.
pub(super) fn courses(narrator: &Narrator<'_>, composer: &mut Composer) -> Result<(), PackError> {
    let (release, code) = (narrator.release, narrator.place.code);
    let rates: Vec<_> = Course::ALL
        .iter()
        .filter_map(|course| release.spells.rate(&whole(code, *course)))
        .collect();
    if rates.is_empty() {
        return Ok(());
    }
    composer.heading("消除与再识别历程");
    for rate in rates {
        let course = rate.of.course;
        let too_few = || {
            format!(
                "{}后满一年仍在观察的户太少，不说一年内{}的比例",
                course.from(),
                course.event()
            )
        };
        composer.paragraph(text([
            Some(of_hundred(release, code, course).unwrap_or_else(too_few)),
            over_time(rate),
            who_counts(rate),
        ]));
        drawn(narrator, composer, course_of(release, code, course))?;
    }
    Ok(())
}
