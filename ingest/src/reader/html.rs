//! Tables in a page: what many systems send when they "export to Excel", and name `.xls`.
//!
//! The tokenizer of a browser's parser reads the page; tables are put together from its tags without building a tree, so that a page
//! nested a million deep costs no more than its bytes. Every table is a sheet, also one that stands in a cell of another.

use std::borrow::Cow;
use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, EndTag, Tag, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

use super::packed::{CELL_BYTES_MAX, COLUMNS_MAX, Collector};
use super::text::decoded;
use super::workbook::Maker;
use super::{Cell, Refusal, put};

/// Tables within tables: a page is laid out in a few.
const DEPTH_MAX: usize = 16;
/// As many columns as a cell may span, and as many rows, in a browser too.
const COLSPAN_MAX: usize = 1_000;
const ROWSPAN_MAX: u32 = 65_534;

pub(super) fn read(bytes: Vec<u8>, maker: &mut Maker) -> Result<(), Refusal> {
    let text = decoded(bytes)?;
    let page = Page {
        state: RefCell::new(State {
            maker,
            open: vec![],
            tables: 0,
            silent: 0,
            refused: None,
        }),
    };
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(&text));
    let tokenizer = Tokenizer::new(page, TokenizerOpts::default());
    while !input.is_empty() && tokenizer.sink.state.borrow().refused.is_none() {
        // The tokenizer comes back at every script, which is nothing to us.
        drop(tokenizer.feed(&input));
    }
    if tokenizer.sink.state.borrow().refused.is_none() {
        tokenizer.end();
    }
    let mut state = tokenizer.sink.state.into_inner();
    while !state.open.is_empty() && state.refused.is_none() {
        state.close_table();
    }
    match state.refused {
        Some(refusal) => Err(refusal),
        // A page without a table: a notice that the session has ended, for example.
        None if state.tables == 0 || !state.maker.has_rows() => Err(Refusal::UnknownHeader),
        None => Ok(()),
    }
}

struct Page<'m> {
    state: RefCell<State<'m>>,
}

impl TokenSink for Page<'_> {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut state = self.state.borrow_mut();
        if state.refused.is_none() {
            match token {
                Token::TagToken(tag) => state.tag(&tag),
                Token::CharacterTokens(text) => state.text(&text),
                Token::NullCharacterToken
                | Token::DoctypeToken(_)
                | Token::CommentToken(_)
                | Token::EOFToken
                | Token::ParseError(_) => {}
            }
        }
        TokenSinkResult::Continue
    }
}

/// The tables that are open, the innermost last.
struct State<'m> {
    maker: &'m mut Maker,
    open: Vec<Table>,
    tables: usize,
    /// Elements that are open whose text nobody sees.
    silent: u32,
    refused: Option<Refusal>,
}

struct Table {
    name: String,
    collector: Collector,
    row_number: i64,
    cells: Vec<Cell<'static>>,
    column: usize,
    /// For every column: in how many further rows a cell from above stands.
    covered: Vec<u32>,
    is_in_row: bool,
    cell: Option<OpenCell>,
}

struct OpenCell {
    text: String,
    columns: usize,
    rows: u32,
    /// White space that a word may still follow.
    has_gap: bool,
}

impl State<'_> {
    fn tag(&mut self, tag: &Tag) {
        let is_end = tag.kind == EndTag;
        match tag.name.as_ref() {
            "table" if is_end => self.close_table(),
            "table" => self.open_table(),
            "script" | "style" | "title" if is_end => self.silent = self.silent.saturating_sub(1),
            "script" | "style" | "title" => self.silent += 1,
            name => {
                let Some(table) = self.open.last_mut() else {
                    return;
                };
                let closed = match name {
                    "tr" => table.end_row().map(|()| {
                        if !is_end {
                            table.start_row();
                        }
                    }),
                    "td" | "th" => {
                        table.end_cell();
                        if !is_end {
                            table.start_cell(tag);
                        }
                        Ok(())
                    }
                    "thead" | "tbody" | "tfoot" => table.end_row(),
                    "br" | "p" | "div" | "li" => {
                        table.break_line();
                        Ok(())
                    }
                    _ => Ok(()),
                };
                self.refused = closed.err();
            }
        }
    }

    fn text(&mut self, text: &str) {
        if self.silent == 0
            && let Some(cell) = self.open.last_mut().and_then(|table| table.cell.as_mut())
            && let Err(refusal) = cell.push(text)
        {
            self.refused = Some(refusal);
        }
    }

    fn open_table(&mut self) {
        if self.open.len() == DEPTH_MAX {
            self.refused = Some(Refusal::Oversized);
            return;
        }
        self.tables += 1;
        self.silent = 0;
        self.open.push(Table {
            name: format!("表{}", self.tables),
            collector: self.maker.collector(),
            row_number: 0,
            cells: vec![],
            column: 0,
            covered: vec![],
            is_in_row: false,
            cell: None,
        });
    }

    fn close_table(&mut self) {
        let Some(mut table) = self.open.pop() else {
            return;
        };
        let closed = table
            .end_row()
            .and_then(|()| self.maker.add(table.name, table.collector));
        self.refused = closed.err();
    }
}

impl Table {
    fn start_row(&mut self) {
        self.row_number += 1;
        self.column = 0;
        self.is_in_row = true;
        self.cells.clear();
    }

    fn end_row(&mut self) -> Result<(), Refusal> {
        self.end_cell();
        if !std::mem::take(&mut self.is_in_row) {
            return Ok(());
        }
        // Columns that no cell of this row reached are still one row nearer to the end of what covers them.
        for rows in self.covered.iter_mut().skip(self.column) {
            *rows = rows.saturating_sub(1);
        }
        self.collector.keep(self.row_number, &self.cells)
    }

    fn start_cell(&mut self, tag: &Tag) {
        if !self.is_in_row {
            self.start_row();
        }
        let span = |name: &str| {
            tag.attrs
                .iter()
                .find(|attribute| &*attribute.name.local == name)
                .and_then(|attribute| attribute.value.trim().parse::<u32>().ok())
                .unwrap_or(1)
        };
        // A cell that spans no row spans all that follow; no table of data has one.
        self.cell = Some(OpenCell {
            text: String::new(),
            columns: (span("colspan") as usize).clamp(1, COLSPAN_MAX),
            rows: span("rowspan").clamp(1, ROWSPAN_MAX),
            has_gap: false,
        });
    }

    fn end_cell(&mut self) {
        let Some(cell) = self.cell.take() else {
            return;
        };
        while let Some(rows @ 1..) = self.covered.get_mut(self.column) {
            *rows -= 1;
            self.column += 1;
        }
        if self.column < COLUMNS_MAX && !cell.text.is_empty() {
            put(&mut self.cells, self.column, Cell::Text(Cow::Owned(cell.text)));
        }
        let end = (self.column + cell.columns).min(COLUMNS_MAX + COLSPAN_MAX);
        if cell.rows > 1 {
            if self.covered.len() < end {
                self.covered.resize(end, 0);
            }
            for rows in self.covered.iter_mut().take(end).skip(self.column) {
                *rows = cell.rows - 1;
            }
        } else {
            for rows in self.covered.iter_mut().take(end).skip(self.column) {
                *rows = rows.saturating_sub(1);
            }
        }
        self.column = end;
    }

    fn break_line(&mut self) {
        if let Some(cell) = &mut self.cell
            && !cell.text.is_empty()
            && !cell.text.ends_with('\n')
        {
            cell.text.push('\n');
            cell.has_gap = false;
        }
    }
}

impl OpenCell {
    /// Adds text as it is shown: any white space is one space, and none at either end of a line.
    fn push(&mut self, text: &str) -> Result<(), Refusal> {
        if self.text.len() + text.len() > CELL_BYTES_MAX {
            return Err(Refusal::Oversized);
        }
        for letter in text.chars() {
            if matches!(letter, ' ' | '\t' | '\r' | '\n' | '\u{c}') {
                self.has_gap = true;
            } else {
                if std::mem::take(&mut self.has_gap) && !self.text.is_empty() && !self.text.ends_with('\n') {
                    self.text.push(' ');
                }
                self.text.push(letter);
            }
        }
        Ok(())
    }
}
