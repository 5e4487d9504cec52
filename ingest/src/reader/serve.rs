//! The child: reads one file after the other, and tells the parent what is in it.
//!
//! It limits itself before it reads the first byte. What goes wrong here ends here: the parent sees that nobody answers, and refuses the
//! file.

use std::io::{self, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::archive::{is_archive, member, members};
use super::form::Form;
use super::workbook::Workbook;
use super::{Depth, Interrupted, Refusal, wire};

/// What a reader may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Memory, as the system counts addresses.
    pub address_space_bytes: u64,
    /// Time on a processor, all files together.
    pub cpu_seconds: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            address_space_bytes: 1_536 << 20,
            cpu_seconds: 1_800,
        }
    }
}

/// Reads files for a parent process until it closes `input`.
pub fn serve_reader(input: &mut impl Read, output: &mut impl Write, limits: Limits) -> io::Result<()> {
    confine(limits)?;
    wire::write(output, wire::HELLO, wire::GREETING)?;
    output.flush()?;
    let mut open = Open::Nothing;
    while let Some((word, bytes)) = wire::read(input)? {
        match word {
            wire::OPEN_HEADS => open = Open::file(bytes, Depth::Heads, output)?,
            wire::OPEN_WHOLE => open = Open::file(bytes, Depth::Whole, output)?,
            wire::ROWS => open.rows(number(&bytes)?, output)?,
            wire::MEMBER => open.member(number(&bytes)?, output)?,
            _ => return Err(io::ErrorKind::InvalidData.into()),
        }
        output.flush()?;
    }
    Ok(())
}

/// Takes from this process what a reader does not need: memory without end, files, and a picture of its memory when it breaks.
#[cfg(unix)]
fn confine(limits: Limits) -> io::Result<()> {
    use rlimit::{Resource, setrlimit};

    let set = |resource: Resource, limit: u64| {
        let (_, hard) = resource.get()?;
        setrlimit(resource, limit.min(hard), limit.min(hard))
    };
    set(Resource::CORE, 0)?;
    set(Resource::FSIZE, 0)?;
    set(Resource::CPU, limits.cpu_seconds)?;
    #[cfg(not(target_vendor = "apple"))]
    set(Resource::AS, limits.address_space_bytes)?;
    // Standard input, output and error are open; nothing else will be.
    set(Resource::NOFILE, 3)
}

#[cfg(not(unix))]
fn confine(_limits: Limits) -> io::Result<()> {
    Ok(())
}

fn number(bytes: &[u8]) -> io::Result<u32> {
    bytes
        .try_into()
        .map(u32::from_le_bytes)
        .map_err(|_no_number| io::ErrorKind::InvalidData.into())
}

/// What is open.
enum Open {
    Nothing,
    Sheets(Box<Workbook>),
    Archive(Vec<u8>),
}

impl Open {
    fn file(bytes: Vec<u8>, depth: Depth, output: &mut impl Write) -> io::Result<Self> {
        let form = Form::of(&bytes);
        // A broken archive can break its parser; that is the file's fault.
        let found = catch_unwind(|| is_archive(&bytes).then(|| members(&bytes)));
        match found.unwrap_or(Some(Err(Refusal::Truncated))) {
            Some(Ok(members)) => {
                answer(output, wire::MEMBERS, &members)?;
                return Ok(Self::Archive(bytes));
            }
            Some(Err(refusal)) => {
                answer(output, wire::REFUSED, &refusal)?;
                return Ok(Self::Nothing);
            }
            None => {}
        }
        match Workbook::open(bytes, form, depth) {
            Ok(book) => {
                answer(output, wire::SHEETS, book.outline())?;
                Ok(Self::Sheets(Box::new(book)))
            }
            Err(refusal) => {
                answer(output, wire::REFUSED, &refusal)?;
                Ok(Self::Nothing)
            }
        }
    }

    fn rows(&mut self, sheet: u32, output: &mut impl Write) -> io::Result<()> {
        let Self::Sheets(book) = self else {
            return Err(io::ErrorKind::InvalidInput.into());
        };
        match book.frames(sheet as usize, &mut |frame| {
            wire::write(output, wire::ROWS, frame)
        }) {
            Ok(()) => wire::write(output, wire::END, &[]),
            Err(Interrupted::File(refusal)) => answer(output, wire::REFUSED, &refusal),
            Err(Interrupted::Taker(error)) => Err(error),
        }
    }

    fn member(&mut self, index: u32, output: &mut impl Write) -> io::Result<()> {
        let Self::Archive(bytes) = self else {
            return Err(io::ErrorKind::InvalidInput.into());
        };
        let found = catch_unwind(AssertUnwindSafe(|| member(bytes, index)));
        match found.unwrap_or(Err(Refusal::Truncated)) {
            Ok(content) => wire::write(output, wire::MEMBER, &content),
            Err(refusal) => answer(output, wire::REFUSED, &refusal),
        }
    }
}

fn answer(output: &mut impl Write, word: u8, value: &impl serde::Serialize) -> io::Result<()> {
    let bytes = postcard::to_extend(value, vec![]).map_err(|_unwritable| io::ErrorKind::InvalidData)?;
    wire::write(output, word, &bytes)
}
