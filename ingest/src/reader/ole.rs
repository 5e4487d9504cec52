//! The sectors of an OLE container (MS-CFB, Compound File Binary File Format): whether every chain of them comes to an end.
//!
//! A chain that comes back to a sector of its own is followed for ever, by the parser that reads XLS too, and fills memory with it.

/// From here on a number in a chain is no sector but its end, or none.
const NO_SECTOR: u32 = 0xFFFF_FFFA;
/// Where the first numbers of the sectors of the table stand, and how many of them the header holds.
const TABLE_AT: usize = 0x4C;
const TABLE_IN_HEADER: usize = 109;

/// Whether no chain of sectors comes back to itself. What is no container at all is for its parser to refuse.
pub(super) fn has_ends(bytes: &[u8]) -> bool {
    Container::of(bytes).is_none_or(|container| {
        let table = container.table();
        let is_whole = ends(&table);
        is_whole && ends(&container.numbers_of_chain(&table, container.small_table))
    })
}

struct Container<'b> {
    bytes: &'b [u8],
    /// Two to this are the bytes of a sector.
    shift: u32,
    /// The first sector of the table of small sectors.
    small_table: u32,
}

impl<'b> Container<'b> {
    fn of(bytes: &'b [u8]) -> Option<Self> {
        let shift = bytes.get(0x1E..0x20)?.try_into().map(u16::from_le_bytes).ok()?;
        (7..=16).contains(&shift).then_some(Self {
            bytes,
            shift: shift.into(),
            small_table: number(bytes, 0x3C)?,
        })
    }

    /// The numbers in a sector; none beyond the file.
    fn numbers(&self, sector: u32) -> Vec<u32> {
        let start = (u64::from(sector) + 1) << self.shift;
        let length = 1_usize << self.shift;
        let start = usize::try_from(start).unwrap_or(usize::MAX);
        let rest = self.bytes.get(start..).unwrap_or_default();
        let own = rest.get(..length).unwrap_or(rest);
        own.chunks_exact(4).filter_map(|chunk| number(chunk, 0)).collect()
    }

    /// For every sector the one that follows it.
    fn table(&self) -> Vec<u32> {
        let in_header = (0..TABLE_IN_HEADER).filter_map(|place| number(self.bytes, TABLE_AT + 4 * place));
        let mut sectors: Vec<u32> = in_header.take_while(|sector| *sector < NO_SECTOR).collect();
        // Where the header is too small, sectors hold more of them; the last number of each is the next such sector.
        let most = self.bytes.len() >> self.shift;
        let mut more = number(self.bytes, 0x44).unwrap_or(NO_SECTOR);
        for _ in 0..most {
            let mut held = if more < NO_SECTOR {
                self.numbers(more)
            } else {
                vec![]
            };
            let Some(next) = held.pop() else { break };
            sectors.extend(held.into_iter().take_while(|sector| *sector < NO_SECTOR));
            more = next;
        }
        sectors.truncate(most);
        sectors
            .into_iter()
            .flat_map(|sector| self.numbers(sector))
            .collect()
    }

    /// The numbers in all sectors of a chain that comes to an end.
    fn numbers_of_chain(&self, table: &[u32], first: u32) -> Vec<u32> {
        let mut numbers = vec![];
        let mut sector = first;
        while let Some(next) = table.get(sector as usize) {
            numbers.extend(self.numbers(sector));
            sector = *next;
        }
        numbers
    }
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4)?.try_into().map(u32::from_le_bytes).ok()
}

/// Whether every sector leads to an end.
fn ends(next: &[u32]) -> bool {
    // By which walk a sector was come to; a walk that meets its own steps goes round.
    let mut walks = vec![0; next.len()];
    for (walk, start) in (1_usize..).zip(0..next.len()) {
        let mut sector = start;
        while let Some(seen) = walks.get_mut(sector) {
            if *seen == walk {
                return false;
            }
            if *seen > 0 {
                break;
            }
            *seen = walk;
            sector = next[sector] as usize;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn workbook() -> Vec<u8> {
        std::fs::read(format!(
            "{}/tests/fixtures/formats/visits.xls",
            env!("CARGO_MANIFEST_DIR")
        ))
        .unwrap()
    }

    #[test]
    fn a_chain_that_comes_back_to_itself_is_found() {
        let bytes = workbook();
        assert!(has_ends(&bytes));

        let container = Container::of(&bytes).unwrap();
        let table_sector = number(&bytes, TABLE_AT).unwrap();
        let at = (table_sector as usize + 1) << container.shift;
        let directory = number(&bytes, 0x30).unwrap();
        let mut changed = bytes.clone();
        let place = at + 4 * directory as usize;
        changed[place..place + 4].copy_from_slice(&directory.to_le_bytes());

        assert!(!has_ends(&changed));
        assert_eq!(
            crate::reader::Book::open(changed, crate::reader::Depth::Whole).err(),
            Some(crate::reader::Refusal::Truncated)
        );
    }

    #[test]
    fn what_is_cut_or_no_container_goes_round_nowhere() {
        let bytes = workbook();
        for length in [0, 8, 0x20, 0x50, 512, 700, bytes.len() / 2] {
            assert!(has_ends(&bytes[..length]), "{length}");
        }
        assert!(ends(&[1, 2, NO_SECTOR + 4]));
        assert!(!ends(&[1, 2, 0]));
        assert!(!ends(&[NO_SECTOR, 1]));
    }
}
