//! Places in a sheet as spreadsheets write them: `C14`, `B2:D5`.

/// Rows and columns that a sheet can have.
pub(super) const ROWS_MAX: u32 = 1_048_576;
pub(super) const COLUMNS_MAX: u32 = 16_384;

/// A cell: row from 1, column from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) row: u32,
    pub(super) column: u32,
}

impl Place {
    /// Reads `C14` or `$C$14`; a cell that no sheet has is none.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = text.replace('$', "");
        let digits = text.find(|letter: char| letter.is_ascii_digit())?;
        let (letters, row) = text.split_at_checked(digits)?;
        let mut column: u32 = 0;
        for letter in letters.chars() {
            let digit = letter.to_ascii_uppercase().to_digit(36)?.checked_sub(9)?;
            column = column.checked_mul(26)?.checked_add(digit)?;
        }
        let place = Self {
            row: row.parse().ok()?,
            column: column.checked_sub(1)?,
        };
        ((1..=ROWS_MAX).contains(&place.row) && place.column < COLUMNS_MAX).then_some(place)
    }

    /// The name of the cell.
    pub(super) fn name(self) -> String {
        let mut letters = vec![];
        let mut rest = self.column + 1;
        while rest > 0 {
            let digit = (rest - 1) % 26;
            letters.push(
                char::from_digit(digit + 10, 36)
                    .unwrap_or('?')
                    .to_ascii_uppercase(),
            );
            rest = (rest - 1) / 26;
        }
        let letters: String = letters.into_iter().rev().collect();
        format!("{letters}{}", self.row)
    }
}

/// Cells merged into one, by their first and last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Area {
    pub(super) first: Place,
    pub(super) last: Place,
}

impl Area {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (first, last) = text.split_once(':')?;
        Some(Self {
            first: Place::parse(first)?,
            last: Place::parse(last)?,
        })
    }

    pub(super) fn holds(&self, place: Place) -> bool {
        (self.first.row..=self.last.row).contains(&place.row)
            && (self.first.column..=self.last.column).contains(&place.column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_places_are_the_same_thing() {
        for (name, row, column) in [
            ("A1", 1, 0),
            ("Z9", 9, 25),
            ("AA10", 10, 26),
            ("AZ2", 2, 51),
            ("BA2", 2, 52),
            ("ZZ3", 3, 701),
            ("AAA3", 3, 702),
            ("XFD1048576", ROWS_MAX, COLUMNS_MAX - 1),
        ] {
            let place = Place { row, column };

            assert_eq!(Place::parse(name), Some(place));
            assert_eq!(place.name(), name);
        }
    }

    #[test]
    fn what_is_no_place_is_none() {
        for text in ["", "A", "14", "走1", "A1B", "1A", "A0", "XFE1", "A1048577"] {
            assert_eq!(Place::parse(text), None, "{text}");
        }
    }
}
