//! Opening files, here or in another process, and asking a reader about a file that is open there.

use std::cell::RefCell;
use std::convert::Infallible;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;

use super::archive::{Member, is_archive, member, members};
use super::form::Form;
use super::packed::unpack;
use super::process::{Isolation, Process};
use super::workbook::Outline;
use super::{Book, Content, Depth, Flow, Interrupted, Refusal, Take, wire};

/// Processes that have nothing to do.
type Idle = Rc<RefCell<Vec<Process>>>;

/// Opens files.
pub(crate) struct Readers {
    isolation: Isolation,
    idle: Idle,
}

/// A file that is being opened, possibly at this moment and on another core.
pub(crate) struct Opening(Way);

enum Way {
    Here(Content, Depth),
    There(RemoteProcess),
}

/// What a file turned out to be.
pub(crate) enum Opened {
    Book(Book),
    Archive(Archive),
}

impl Readers {
    pub(crate) fn new(isolation: &Isolation) -> Self {
        Self {
            isolation: isolation.clone(),
            idle: Idle::default(),
        }
    }

    /// Begins to open a file. Text is opened in this process, everything else where the caller wants it.
    pub(crate) fn start(&self, content: Content, depth: Depth) -> io::Result<Opening> {
        let Isolation::Child {
            program,
            arguments,
            patience,
        } = &self.isolation
        else {
            return Ok(Opening(Way::Here(content, depth)));
        };
        let bytes = match content {
            Content::Bytes(bytes) if Form::of(bytes.get_ref()) != Form::Text => bytes.into_inner(),
            text => return Ok(Opening(Way::Here(text, depth))),
        };
        let idle = self.idle.borrow_mut().pop();
        let process = match idle {
            Some(process) => process,
            None => Process::start(program, arguments, *patience)?,
        };
        let mut remote = RemoteProcess {
            process: Some(process),
            idle: Rc::clone(&self.idle),
        };
        let word = match depth {
            Depth::Heads => wire::OPEN_HEADS,
            Depth::Whole => wire::OPEN_WHOLE,
        };
        remote.ask(word, bytes);
        Ok(Opening(Way::There(remote)))
    }

    /// Opens a file.
    pub(crate) fn open(&self, bytes: Vec<u8>, depth: Depth) -> io::Result<Result<Opened, Refusal>> {
        self.start(bytes.into(), depth).map(Opening::finish)
    }
}

impl Opening {
    /// A file that is opened in this process.
    pub(crate) fn here(bytes: Vec<u8>, depth: Depth) -> Self {
        Self(Way::Here(bytes.into(), depth))
    }

    /// Waits until the file is open.
    pub(crate) fn finish(self) -> Result<Opened, Refusal> {
        match self.0 {
            Way::Here(content, depth) => open_here(content, depth),
            Way::There(mut remote) => {
                let (word, bytes) = remote.answer()?;
                let damaged = |_damaged| Refusal::Truncated;
                match word {
                    wire::SHEETS => Ok(Opened::Book(Book::Remote(RemoteBook {
                        outline: postcard::from_bytes(&bytes).map_err(damaged)?,
                        remote,
                    }))),
                    wire::MEMBERS => Ok(Opened::Archive(Archive {
                        members: postcard::from_bytes(&bytes).map_err(damaged)?,
                        holder: Holder::There(remote),
                    })),
                    _ => Err(Refusal::Truncated),
                }
            }
        }
    }
}

fn open_here(content: Content, depth: Depth) -> Result<Opened, Refusal> {
    let Content::Bytes(bytes) = content else {
        return Book::open(content, depth).map(Opened::Book);
    };
    let bytes = bytes.into_inner();
    let found = catch_unwind(|| is_archive(&bytes).then(|| members(&bytes)));
    match found.unwrap_or(Some(Err(Refusal::Truncated))) {
        Some(members) => Ok(Opened::Archive(Archive {
            members: members?,
            holder: Holder::Here(bytes),
        })),
        None => Book::open(bytes, depth).map(Opened::Book),
    }
}

/// A process that goes back to the idle ones when its file is closed.
struct RemoteProcess {
    process: Option<Process>,
    idle: Idle,
}

impl RemoteProcess {
    fn ask(&mut self, word: u8, bytes: Vec<u8>) {
        if let Some(process) = &mut self.process {
            process.ask(word, bytes);
        }
    }

    /// The next answer. A process that died is not asked again.
    fn answer(&mut self) -> Result<(u8, Vec<u8>), Refusal> {
        let process = self.process.as_mut().ok_or(Refusal::Truncated)?;
        let answer = process.answer();
        if answer.is_err() && !process.is_fit() {
            self.process = None;
        }
        answer
    }

    /// Ends the process, which still has answers that nobody wants.
    fn abandon(&mut self) {
        self.process = None;
    }
}

impl Drop for RemoteProcess {
    fn drop(&mut self) {
        if let Some(process) = self.process.take().filter(Process::is_fit) {
            self.idle.borrow_mut().push(process);
        }
    }
}

/// A file of sheets that is open in another process.
pub(crate) struct RemoteBook {
    pub(super) outline: Outline,
    remote: RemoteProcess,
}

impl RemoteBook {
    pub(super) fn rows<E>(&mut self, sheet: usize, take: &mut Take<'_, E>) -> Result<(), Interrupted<E>> {
        let number = u32::try_from(sheet).expect("a file has few sheets");
        self.remote.ask(wire::ROWS, number.to_le_bytes().to_vec());
        loop {
            let taken = match self.remote.answer()? {
                (wire::ROWS, frame) => unpack(&frame, take),
                (wire::END, _) => return Ok(()),
                _ => Err(Interrupted::File(Refusal::Truncated)),
            };
            match taken {
                Ok(Flow::Next) => {}
                Ok(Flow::Stop) => {
                    self.remote.abandon();
                    return Ok(());
                }
                Err(interrupted) => {
                    self.remote.abandon();
                    return Err(interrupted);
                }
            }
        }
    }
}

/// An open archive of files.
pub(crate) struct Archive {
    members: Vec<Member>,
    holder: Holder,
}

enum Holder {
    Here(Vec<u8>),
    There(RemoteProcess),
}

impl Archive {
    pub(crate) fn members(&self) -> &[Member] {
        &self.members
    }

    /// The bytes of a file in it.
    pub(crate) fn member(&mut self, index: u32) -> Result<Vec<u8>, Refusal> {
        match &mut self.holder {
            Holder::Here(bytes) => {
                catch_unwind(AssertUnwindSafe(|| member(bytes, index))).unwrap_or(Err(Refusal::Truncated))
            }
            Holder::There(remote) => {
                remote.ask(wire::MEMBER, index.to_le_bytes().to_vec());
                match remote.answer()? {
                    (wire::MEMBER, bytes) => Ok(bytes),
                    _ => Err(Refusal::Truncated),
                }
            }
        }
    }
}

/// Hands on rows to somebody who never fails.
#[expect(clippy::needless_pass_by_value, reason = "an error is mapped by value")]
pub(crate) fn infallible(interrupted: Interrupted<Infallible>) -> Refusal {
    match interrupted {
        Interrupted::File(refusal) => refusal,
        Interrupted::Taker(never) => match never {},
    }
}
