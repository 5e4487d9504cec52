//! The cells of a file as the office that sent it sees them, for a copy that goes back to it.

use std::convert::Infallible;

use chrono::NaiveTime;

use crate::cell::{Epoch, serial_moment};
use crate::reader::{Book, Cell, Depth, Flow, Interrupted, Refusal};

/// One sheet, or a text file, as rows of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownSheet {
    /// As in the dispositions; empty for a text file.
    pub name: String,
    /// Row numbers from 1, upwards, with their cells.
    pub rows: Vec<(u32, Vec<String>)>,
}

/// All sheets of a file.
pub fn shown_sheets(bytes: Vec<u8>) -> Result<Vec<ShownSheet>, Refusal> {
    let mut book = Book::open(bytes, Depth::Whole)?;
    let epoch = if book.is_1904() {
        Epoch::From1904
    } else {
        Epoch::From1900
    };
    let mut sheets = vec![];
    for (index, name) in book.sheets().into_iter().enumerate() {
        let mut rows = vec![];
        let taken = book.rows(index, &mut |number, cells| {
            // The names of the columns of a Parquet file are its header, and no row of it.
            if let Ok(number @ 1..) = u32::try_from(number) {
                rows.push((number, cells.iter().map(|cell| shown(cell, epoch)).collect()));
            }
            Ok::<_, Infallible>(Flow::Next)
        });
        match taken {
            Ok(()) => sheets.push(ShownSheet { name, rows }),
            Err(Interrupted::File(refusal)) => return Err(refusal),
            Err(Interrupted::Taker(never)) => match never {},
        }
    }
    Ok(sheets)
}

fn shown(cell: &Cell<'_>, epoch: Epoch) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => text.clone().into_owned(),
        Cell::Number(number) => number.to_string(),
        Cell::Bool(flag) => (if *flag { "是" } else { "否" }).to_owned(),
        Cell::Serial(serial) => serial_moment(*serial, epoch).map_or_else(
            |_no_day| serial.to_string(),
            |moment| {
                if moment.time() == NaiveTime::MIN {
                    moment.date().to_string()
                } else {
                    moment.format("%Y-%m-%d %H:%M:%S").to_string()
                }
            },
        ),
    }
}
