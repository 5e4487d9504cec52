//! Rows in few bytes: how a sheet is kept until it has been read to its end, and how it goes from one process to another.

use std::borrow::Cow;

use super::{Cell, Flow, Interrupted, Refusal, Take};
use crate::cell::is_tick;
use crate::header::HEAD_ROWS_MAX;

/// A frame is closed once it is this long.
const FRAME_BYTES: usize = 64 * 1024;
/// Rows that a workbook keeps in memory, all sheets together.
pub(super) const KEPT_BYTES_MAX: usize = 128 << 20;
/// A cell of a spreadsheet holds 32 767 characters at most.
pub(super) const CELL_BYTES_MAX: usize = 1 << 20;
/// Rows are no longer than that, whatever is in them.
pub(super) const ROW_BYTES_MAX: usize = 4 << 20;
/// Columns beyond this one are not looked at: no dataset has a tenth of them.
pub(super) const COLUMNS_MAX: usize = 512;
/// The text of a sheet, all cells together.
const SHEET_BYTES_MAX: u64 = 8 << 30;
/// As much of a label as is looked at.
const LABEL_LETTERS: usize = 200;

/// Rows of one sheet, in frames of whole rows.
#[derive(Debug, Default, Clone)]
pub(super) struct Packed {
    frames: Vec<Vec<u8>>,
    bytes: usize,
}

impl Packed {
    /// Adds a row at the end.
    pub(super) fn push(&mut self, number: i64, cells: &[Cell<'_>]) {
        let frame = match self.frames.pop() {
            Some(frame) if frame.len() < FRAME_BYTES => frame,
            full => {
                self.frames.extend(full);
                vec![]
            }
        };
        let before = frame.len();
        let frame = pack(frame, number, cells);
        self.bytes += frame.len() - before;
        self.frames.push(frame);
    }

    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    /// Its last frame, which is not full yet, as the beginning of what follows.
    pub(super) fn split_last(&mut self) -> Self {
        let frames: Vec<Vec<u8>> = self.frames.pop().into_iter().collect();
        Self { frames, bytes: 0 }
    }

    pub(super) fn frames(&self) -> &[Vec<u8>] {
        &self.frames
    }

    /// Hands its rows on.
    pub(super) fn rows<E>(&self, take: &mut Take<'_, E>) -> Result<(), Interrupted<E>> {
        for frame in &self.frames {
            if unpack(frame, take)? == Flow::Stop {
                break;
            }
        }
        Ok(())
    }
}

/// Writes a row at the end of a frame.
pub(super) fn pack(mut frame: Vec<u8>, number: i64, cells: &[Cell<'_>]) -> Vec<u8> {
    const TO_MEMORY: &str = "memory takes every byte";
    frame = postcard::to_extend(&(number, cells.len()), frame).expect(TO_MEMORY);
    for cell in cells {
        frame = postcard::to_extend(cell, frame).expect(TO_MEMORY);
    }
    frame
}

/// Hands the rows of a frame on. A frame that is none was not written by this program.
pub(super) fn unpack<E>(frame: &[u8], take: &mut Take<'_, E>) -> Result<Flow, Interrupted<E>> {
    let damaged = |_no_row: postcard::Error| Interrupted::File(Refusal::Truncated);
    let mut cells = vec![];
    let mut rest = frame;
    while !rest.is_empty() {
        let (number, length): (i64, usize);
        ((number, length), rest) = postcard::take_from_bytes(rest).map_err(damaged)?;
        cells.clear();
        for _ in 0..length {
            let cell: Cell<'_>;
            (cell, rest) = postcard::take_from_bytes(rest).map_err(damaged)?;
            cells.push(cell);
        }
        if take(number, &cells).map_err(Interrupted::Taker)? == Flow::Stop {
            return Ok(Flow::Stop);
        }
    }
    Ok(Flow::Next)
}

/// Takes the rows of a sheet as they are read: measures them, keeps them, and notes what is asked about the sheet later.
#[derive(Debug)]
pub(super) struct Collector {
    /// The first rows that hold something, as far down as a header may stand.
    pub(super) heads: Packed,
    heads_missing: usize,
    /// All rows, as long as there is room for them.
    pub(super) rows: Option<Packed>,
    /// What is left for rows.
    room: usize,
    text_bytes: u64,
    pub(super) has_ticks: bool,
    pub(super) has_rows: bool,
}

impl Collector {
    pub(super) fn new(room: usize) -> Self {
        Self {
            heads: Packed::default(),
            heads_missing: HEAD_ROWS_MAX,
            rows: Some(Packed::default()),
            room,
            text_bytes: 0,
            has_ticks: false,
            has_rows: false,
        }
    }

    /// Takes a row of a file that must fit into memory.
    pub(super) fn keep(&mut self, number: i64, cells: &[Cell<'_>]) -> Result<(), Refusal> {
        self.take(number, cells)?;
        match self.rows {
            Some(_) => Ok(()),
            None => Err(Refusal::Oversized),
        }
    }

    pub(super) fn take(&mut self, number: i64, cells: &[Cell<'_>]) -> Result<(), Refusal> {
        if cells.iter().all(|cell| *cell == Cell::Empty) {
            return Ok(());
        }
        self.text_bytes += measure(cells)?;
        if self.text_bytes > SHEET_BYTES_MAX {
            return Err(Refusal::Oversized);
        }
        self.has_rows = true;
        if self.heads_missing > 0 && cells.iter().any(|cell| !cell.is_blank()) {
            self.heads_missing -= 1;
            let labels: Vec<Cell<'_>> = cells.iter().map(label).collect();
            self.heads.push(number, &labels);
        }
        self.has_ticks = self.has_ticks || cells.iter().any(is_tick);
        if let Some(rows) = &mut self.rows {
            rows.push(number, cells);
            if rows.bytes() > self.room {
                self.rows = None;
            }
        }
        Ok(())
    }

    /// Whether a header cannot stand further down.
    pub(super) fn has_heads(&self) -> bool {
        self.heads_missing == 0
    }
}

/// The beginning of a cell: no header is longer.
pub(super) fn label<'c>(cell: &'c Cell<'_>) -> Cell<'c> {
    match cell {
        Cell::Text(text) => {
            let end = text.char_indices().nth(LABEL_LETTERS).map(|(end, _)| end);
            let start = end.and_then(|end| text.get(..end)).unwrap_or(text);
            Cell::Text(Cow::Borrowed(start))
        }
        Cell::Empty => Cell::Empty,
        Cell::Number(number) => Cell::Number(*number),
        Cell::Serial(number) => Cell::Serial(*number),
        Cell::Bool(flag) => Cell::Bool(*flag),
    }
}

/// The bytes of text in a row, unless no spreadsheet can hold it.
fn measure(cells: &[Cell<'_>]) -> Result<u64, Refusal> {
    let mut row_bytes = 0;
    for cell in cells {
        if let Cell::Text(text) = cell {
            row_bytes += text.len();
            if text.len() > CELL_BYTES_MAX || row_bytes > ROW_BYTES_MAX {
                return Err(Refusal::Oversized);
            }
        }
    }
    Ok(row_bytes as u64)
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;

    fn owned(cell: &Cell<'_>) -> Cell<'static> {
        match cell {
            Cell::Empty => Cell::Empty,
            Cell::Text(text) => Cell::Text(Cow::Owned(text.clone().into_owned())),
            Cell::Number(number) => Cell::Number(*number),
            Cell::Serial(number) => Cell::Serial(*number),
            Cell::Bool(flag) => Cell::Bool(*flag),
        }
    }

    fn sample() -> Vec<(i64, Vec<Cell<'static>>)> {
        vec![
            (1, vec![Cell::Text("走访编号".into()), Cell::Empty]),
            (
                3,
                vec![
                    Cell::Number(-0.5),
                    Cell::Serial(44_696.5),
                    Cell::Bool(true),
                    Cell::Text("𠮷".into()),
                ],
            ),
            (i64::MAX, vec![]),
        ]
    }

    #[test]
    fn rows_come_out_as_they_went_in() {
        let mut packed = Packed::default();
        for (number, cells) in sample() {
            packed.push(number, &cells);
        }

        let mut found = vec![];
        packed
            .rows(&mut |number, cells| {
                found.push((number, cells.iter().map(owned).collect::<Vec<_>>()));
                Ok::<_, Infallible>(Flow::Next)
            })
            .map_err(|_interrupted| ())
            .unwrap();

        assert_eq!(found, sample());
    }

    #[test]
    fn a_frame_that_is_cut_or_made_up_is_damaged_and_costs_nothing() {
        let mut frame = vec![];
        for (number, cells) in sample() {
            frame = pack(frame, number, &cells);
        }
        let is_whole = |frame: &[u8]| unpack(frame, &mut |_, _| Ok::<_, Infallible>(Flow::Next)).is_ok();

        assert!(is_whole(&frame));
        assert!(!is_whole(&frame[..frame.len() - 1]));
        assert!(!is_whole(&[1, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1]));
    }

    #[test]
    fn a_cell_of_two_megabytes_refuses_the_file() {
        let mut collector = Collector::new(KEPT_BYTES_MAX);

        let taken = collector.take(1, &[Cell::Text("字".repeat(700_000).into())]);

        assert_eq!(taken, Err(Refusal::Oversized));
    }
}
