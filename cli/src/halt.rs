//! For tests of debug builds: a run that stands still at a named moment until it is killed there, and a disk that tells what it was asked to
//! keep.

#[cfg(debug_assertions)]
mod diary;

use std::path::Path;
use std::sync::Arc;

use clap::Args;
#[cfg(debug_assertions)]
use warehouse::Moment;
use warehouse::{Disk, LocalDisk, Watcher};

#[cfg(debug_assertions)]
use self::diary::Diary;
#[cfg(debug_assertions)]
use crate::output;

/// Where to stand still, and where to tell.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct Halt {
    #[cfg(debug_assertions)]
    #[arg(long, global = true, hide = true, value_parser = moment)]
    stop_at: Option<Moment>,
    /// A folder that gets a copy of whatever the disk is asked to keep
    #[cfg(debug_assertions)]
    #[arg(long, global = true, hide = true, value_name = "DIR")]
    sync_diary: Option<std::path::PathBuf>,
}

impl Halt {
    /// The watcher that stands still.
    #[cfg(debug_assertions)]
    pub(crate) fn watcher(&self) -> Watcher {
        let Some(wanted) = self.stop_at else {
            return Watcher::default();
        };
        Watcher::new(move |moment| {
            if moment == wanted && output::line(format!("stopped at {}", moment.name())).is_ok() {
                loop {
                    std::thread::park();
                }
            }
        })
    }

    /// The disk of a home.
    #[cfg(debug_assertions)]
    pub(crate) fn disk(&self, home: &Path) -> Arc<dyn Disk> {
        match &self.sync_diary {
            None => Arc::new(LocalDisk),
            Some(folder) => Arc::new(Diary::new(home, folder)),
        }
    }

    /// A release build keeps no diary.
    #[cfg(not(debug_assertions))]
    #[expect(clippy::unused_self, reason = "a debug build looks at itself here")]
    pub(crate) fn disk(&self, _home: &Path) -> Arc<dyn Disk> {
        Arc::new(LocalDisk)
    }

    /// Nobody watches a release build.
    #[cfg(not(debug_assertions))]
    #[expect(clippy::unused_self, reason = "a debug build looks at itself here")]
    pub(crate) fn watcher(&self) -> Watcher {
        Watcher::default()
    }
}

#[cfg(debug_assertions)]
fn moment(name: &str) -> Result<Moment, String> {
    Moment::named(name).ok_or_else(|| {
        let names = Moment::ALL.map(Moment::name);
        format!("one of {}", names.join(", "))
    })
}
