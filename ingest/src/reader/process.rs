//! The parent's side of a reader in a process of its own: started, asked, and ended when it does not answer.

use std::ffi::OsString;
use std::io::{self, BufReader, BufWriter, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel, sync_channel};
use std::thread;
use std::time::Duration;

use super::{Refusal, wire};

/// Answers that wait to be taken.
const ANSWERS_WAITING: usize = 8;
/// Files after which a process makes room for a fresh one.
const FILES_MAX: u32 = 200;

/// Where files are read that need another parser than our own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Isolation {
    /// In this process: for tests.
    InProcess,
    /// In a process of its own, which [`crate::serve_reader`] serves.
    Child {
        /// The program.
        program: PathBuf,
        /// What it is called with.
        arguments: Vec<OsString>,
        /// How long it may be silent.
        patience: Duration,
    },
}

impl Isolation {
    /// How long a reader may be silent, unless somebody knows better.
    pub const PATIENCE: Duration = Duration::from_mins(2);
}

/// A running reader.
pub(super) struct Process {
    child: Child,
    questions: Sender<(u8, Vec<u8>)>,
    answers: Receiver<(u8, Vec<u8>)>,
    patience: Duration,
    files: u32,
}

impl Process {
    pub(super) fn start(program: &PathBuf, arguments: &[OsString], patience: Duration) -> io::Result<Self> {
        let mut command = Command::new(program);
        command
            .args(arguments)
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // What a parser says when it breaks can hold a piece of the file.
            .stderr(Stdio::null());
        #[cfg(unix)]
        {
            use std::os::unix::process::CommandExt;
            // Ctrl-C is for the parent: it decides when its reader ends.
            command.process_group(0);
        }
        let mut child = command.spawn()?;
        let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
        let (questions, to_ask) = channel::<(u8, Vec<u8>)>();
        let (given, answers) = sync_channel(ANSWERS_WAITING);
        if let (Some(stdin), Some(stdout)) = (stdin, stdout) {
            // Both end when the process does, and the process when its input closes.
            thread::spawn(move || {
                let mut out = BufWriter::new(stdin);
                for (word, bytes) in to_ask {
                    if wire::write(&mut out, word, &bytes)
                        .and_then(|()| out.flush())
                        .is_err()
                    {
                        break;
                    }
                }
            });
            thread::spawn(move || {
                let mut input = BufReader::new(stdout);
                while let Ok(Some(answer)) = wire::read_answer(&mut input) {
                    if given.send(answer).is_err() {
                        break;
                    }
                }
            });
        }
        let process = Self {
            child,
            questions,
            answers,
            patience,
            files: 0,
        };
        // A program that is no reader must not look like a damaged file.
        match process.answers.recv_timeout(patience) {
            Ok((wire::HELLO, greeting)) if greeting == wire::GREETING => Ok(process),
            _ => Err(io::ErrorKind::InvalidData.into()),
        }
    }

    /// Asks for something. If nobody is there to hear it, the answer will say so.
    pub(super) fn ask(&mut self, word: u8, bytes: Vec<u8>) {
        if matches!(word, wire::OPEN_HEADS | wire::OPEN_WHOLE) {
            self.files += 1;
        }
        drop(self.questions.send((word, bytes)));
    }

    /// The next answer; a refusal when the process has died or says nothing.
    pub(super) fn answer(&mut self) -> Result<(u8, Vec<u8>), Refusal> {
        match self.answers.recv_timeout(self.patience) {
            Ok((wire::REFUSED, bytes)) => Err(postcard::from_bytes(&bytes).unwrap_or(Refusal::Truncated)),
            Ok(answer) => Ok(answer),
            Err(RecvTimeoutError::Timeout) => {
                self.files = FILES_MAX;
                Err(Refusal::Exhausted)
            }
            Err(RecvTimeoutError::Disconnected) => {
                self.files = FILES_MAX;
                Err(self.cause_of_death())
            }
        }
    }

    /// Whether it may read another file.
    pub(super) fn is_fit(&self) -> bool {
        self.files < FILES_MAX
    }

    /// Why the process ended. Out of memory and out of time look like a signal.
    fn cause_of_death(&mut self) -> Refusal {
        drop(self.child.kill());
        #[cfg(unix)]
        {
            use std::os::unix::process::ExitStatusExt;
            const ABORTED: i32 = 6;
            const OUT_OF_CPU: i32 = 24;
            let signal = self.child.wait().ok().and_then(|status| status.signal());
            if matches!(signal, Some(ABORTED | OUT_OF_CPU)) {
                return Refusal::Exhausted;
            }
        }
        Refusal::Truncated
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It holds nothing that is worth an orderly end.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
