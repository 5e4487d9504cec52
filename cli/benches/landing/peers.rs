//! What others need for less: a copy without a question, or only a look at the cells.

use std::path::{Path, PathBuf};
use std::process::Command;

use calamine::{DataRef, Reader, Xlsx};

use super::seconds;

/// The peers, each at one version.
const PACKAGES: [&str; 3] = ["duckdb==2.0.0", "pandas==3.1.1", "openpyxl==3.1.5"];
const SCRIPT: &str = include_str!("peers.py");

/// A Python of its own with the peers in it.
pub(crate) struct Peers {
    python: PathBuf,
}

impl Peers {
    /// Installs the peers below `folder`, unless they are there.
    pub(crate) fn install(folder: &Path) -> Self {
        let home = folder.join("landing-peers");
        let python = home.join("bin/python");
        let done = home.join(PACKAGES.join(","));
        if !done.exists() {
            succeed(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&home));
            succeed(
                Command::new(&python)
                    .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"])
                    .args(PACKAGES),
            );
            std::fs::write(&done, "").expect("the folder of the peers can be written");
        }
        Self { python }
    }

    /// The seconds that a peer needs, as it says.
    pub(crate) fn run(&self, peer: &str, file: &Path) -> f64 {
        let output = Command::new(&self.python)
            .args(["-c", SCRIPT, peer])
            .arg(file)
            .output()
            .expect("the peer starts");
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{peer}: {complaint}");
        let said = String::from_utf8_lossy(&output.stdout);
        said.trim().parse().expect("a peer says its seconds")
    }
}

fn succeed(command: &mut Command) {
    let status = command.status().expect("python3 is installed");
    assert!(status.success(), "{command:?} failed");
}

/// The seconds that calamine needs to hand out every cell.
pub(crate) fn calamine(file: &Path) -> f64 {
    let (seconds, filled) = seconds(|| {
        let bytes = std::fs::read(file).expect("the workbook was made");
        let mut workbook = Xlsx::new(std::io::Cursor::new(bytes)).expect("the workbook opens");
        let sheet = workbook.sheet_names().remove(0);
        let mut cells = workbook.worksheet_cells_reader(&sheet).expect("the sheet opens");
        let mut filled = 0_u64;
        while let Some(cell) = cells.next_cell().expect("the sheet is whole") {
            filled += u64::from(!matches!(cell.get_value(), DataRef::Empty));
        }
        filled
    });
    assert!(filled > 0, "the workbook is empty");
    seconds
}
