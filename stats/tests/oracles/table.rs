//! The tables of reference numbers, and how far from them a result may be.

/// One line of a table, with the names of its columns.
pub(crate) struct Line<'a> {
    names: Vec<&'a str>,
    values: Vec<&'a str>,
}

/// The lines of a table with a header. No value holds a comma.
pub(crate) fn lines(csv: &str) -> impl Iterator<Item = Line<'_>> {
    let split = |line| -> Vec<&str> {
        str::split(line, ',')
            .map(|value| value.trim_matches('"'))
            .collect()
    };
    let mut lines = csv.lines().map(split);
    let names = lines.next().expect("a table has a header");
    lines.map(move |values| Line {
        names: names.clone(),
        values,
    })
}

impl<'a> Line<'a> {
    pub(crate) fn text(&self, name: &str) -> &'a str {
        let at = self.names.iter().position(|found| *found == name).expect(name);
        self.values[at]
    }

    pub(crate) fn number(&self, name: &str) -> f64 {
        self.text(name).parse().expect(name)
    }

    /// None where the cell is empty.
    pub(crate) fn number_if_any(&self, name: &str) -> Option<f64> {
        if self.text(name).is_empty() {
            None
        } else {
            Some(self.number(name))
        }
    }

    pub(crate) fn count(&self, name: &str) -> u64 {
        self.text(name).parse().expect(name)
    }
}

/// The result equals the reference within this share of it.
#[track_caller]
pub(crate) fn assert_close(result: f64, reference: f64, relative: f64) {
    let apart = (result - reference).abs();
    assert!(
        apart <= relative * reference.abs(),
        "{result} is not {reference}: {apart:e} apart"
    );
}

/// The result equals the reference within this distance.
#[track_caller]
pub(crate) fn assert_near(result: f64, reference: f64, distance: f64) {
    let apart = (result - reference).abs();
    assert!(apart <= distance, "{result} is not {reference}: {apart:e} apart");
}
