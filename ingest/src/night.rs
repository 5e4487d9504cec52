//! Which folders are nights, and which files are in one.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

/// The folder in which a simulation keeps what really happened. It is never read.
pub(crate) const TRUTH: &str = "truth";

/// Why a drop cannot be read at all.
#[derive(Debug, thiserror::Error)]
pub enum IngestError {
    /// A folder that cannot be listed.
    #[error("cannot list the folder {}", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// A file that cannot be opened or read, which says nothing about what is in it.
    #[error("cannot read the file {}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The program that reads workbooks does not start, which says nothing about any file.
    #[error("cannot start the reader of workbooks")]
    Reader(#[source] io::Error),
    /// A file that was read to its end and could not be read a second time: the machine ran out of something.
    #[error("cannot read the file {} a second time", path.display())]
    Again {
        /// The file.
        path: PathBuf,
    },
}

/// The nights of a drop in the order in which they are landed, each with its day of delivery.
///
/// Sub-folders named by ISO dates are a night each. What lies beside them is one more, delivered on the day that the drop folder is
/// named for, else on `as_of`. A drop that is one file, such as a zip, is one night.
pub fn nights(drop: &Path, as_of: NaiveDate) -> Result<Vec<(NaiveDate, PathBuf)>, IngestError> {
    if drop.is_file() {
        let name = drop.file_stem().map(|name| name.to_string_lossy());
        let day = name.and_then(|name| iso_date(&name)).unwrap_or(as_of);
        return Ok(vec![(day, drop.to_path_buf())]);
    }
    let mut nights: Vec<(NaiveDate, PathBuf)> = folder_entries(drop)?
        .into_iter()
        .filter(|entry| entry.is_folder)
        .filter_map(|entry| Some((iso_date(&entry.name)?, entry.path)))
        .collect();
    nights.sort();
    let is_whole = nights.is_empty();
    if is_whole || !files(drop)?.is_empty() {
        let name = drop.file_name().map(|name| name.to_string_lossy());
        let day = name.and_then(|name| iso_date(&name)).unwrap_or(as_of);
        nights.push((day, drop.to_path_buf()));
    }
    Ok(nights)
}

/// The files below a folder, by path. Nights in it are left to themselves; a file is the only one below itself.
pub fn files(folder: &Path) -> Result<Vec<PathBuf>, IngestError> {
    if folder.is_file() {
        return Ok(vec![folder.to_path_buf()]);
    }
    let mut found = vec![];
    for entry in folder_entries(folder)? {
        if entry.is_folder && iso_date(&entry.name).is_none() {
            gather(&entry, &mut found)?;
        } else if !entry.is_folder {
            found.push(entry.path);
        }
    }
    found.sort_by_cached_key(|path| relative(folder, path));
    Ok(found)
}

/// The path below `root`, with `/` between its parts; of `root` itself, its name.
pub(crate) fn relative(root: &Path, path: &Path) -> String {
    let below = match path.strip_prefix(root) {
        Ok(below) if below.as_os_str().is_empty() => Path::new(path.file_name().unwrap_or_default()),
        Ok(below) => below,
        Err(_elsewhere) => path,
    };
    let parts: Vec<_> = below
        .components()
        .map(|part| part.as_os_str().to_string_lossy())
        .collect();
    parts.join("/")
}

struct Entry {
    name: String,
    path: PathBuf,
    is_folder: bool,
}

fn gather(folder: &Entry, found: &mut Vec<PathBuf>) -> Result<(), IngestError> {
    for entry in folder_entries(&folder.path)? {
        if entry.is_folder {
            gather(&entry, found)?;
        } else {
            found.push(entry.path);
        }
    }
    Ok(())
}

/// What is in a folder, without hidden files, the locks of open workbooks, and the truth. Links to folders are not followed.
fn folder_entries(folder: &Path) -> Result<Vec<Entry>, IngestError> {
    let error = |source| IngestError::Folder {
        path: folder.to_path_buf(),
        source,
    };
    let mut entries = vec![];
    for entry in fs::read_dir(folder).map_err(error)? {
        let entry = entry.map_err(error)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_folder = entry.file_type().map_err(error)?.is_dir();
        let is_hidden = is_hidden(&name);
        let is_wanted = if is_folder {
            name != TRUTH
        } else {
            entry.path().is_file()
        };
        if is_wanted && !is_hidden {
            entries.push(Entry {
                path: entry.path(),
                name,
                is_folder,
            });
        }
    }
    Ok(entries)
}

/// Files that systems and open spreadsheets leave behind.
pub(crate) fn is_hidden(name: &str) -> bool {
    name.starts_with('.') || name.starts_with("~$") || name == "Thumbs.db"
}

fn iso_date(name: &str) -> Option<NaiveDate> {
    (name.len() == 10).then(|| NaiveDate::parse_from_str(name, "%Y-%m-%d").ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn drop_of(paths: &[&str]) -> tempfile::TempDir {
        let drop = tempfile::tempdir().unwrap();
        for path in paths {
            let path = drop.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        }
        drop
    }

    #[test]
    fn sub_folders_named_by_dates_are_nights_and_the_truth_is_not_read() {
        let drop = drop_of(&["2022-07-11/b.csv", "2022-07-10/x/a.csv", "truth/t.csv"]);

        let nights = nights(drop.path(), day("2022-06-30")).unwrap();

        let names: Vec<_> = nights
            .iter()
            .map(|(day, path)| (day.to_string(), relative(drop.path(), path)))
            .collect();
        assert_eq!(
            names,
            [
                ("2022-07-10".to_owned(), "2022-07-10".to_owned()),
                ("2022-07-11".to_owned(), "2022-07-11".to_owned()),
            ]
        );
    }

    #[test]
    fn an_undated_drop_is_one_night_delivered_on_the_as_of_day() {
        let drop = drop_of(&["town/a.csv", "b.csv", "town/truth/t.csv", "~$b.xlsx", ".hidden"]);

        let nights = nights(drop.path(), day("2022-06-30")).unwrap();

        assert_eq!(nights, [(day("2022-06-30"), drop.path().to_path_buf())]);
        let names: Vec<_> = files(drop.path())
            .unwrap()
            .iter()
            .map(|path| relative(drop.path(), path))
            .collect();
        assert_eq!(names, ["b.csv", "town/a.csv"]);
    }

    #[test]
    fn a_drop_that_is_named_by_a_date_was_delivered_on_it() {
        let drop = drop_of(&["2022-07-10/a.csv"]);
        let night = drop.path().join("2022-07-10");

        assert_eq!(
            nights(&night, day("2022-06-30")).unwrap(),
            [(day("2022-07-10"), night)]
        );
    }

    #[test]
    fn a_drop_that_is_one_file_is_one_night() {
        let folder = drop_of(&["2022-07-10.zip", "all.zip"]);
        let (dated, undated) = (
            folder.path().join("2022-07-10.zip"),
            folder.path().join("all.zip"),
        );

        let as_of = day("2022-06-30");
        assert_eq!(
            nights(&dated, as_of).unwrap(),
            [(day("2022-07-10"), dated.clone())]
        );
        assert_eq!(nights(&undated, as_of).unwrap(), [(as_of, undated.clone())]);
        assert_eq!(files(&dated).unwrap(), std::slice::from_ref(&dated));
        assert_eq!(relative(&dated, &dated), "2022-07-10.zip");
    }

    #[test]
    fn what_lies_beside_dated_nights_is_a_night_of_its_own() {
        let drop = drop_of(&["2022-07-10/a.csv", "late.csv"]);

        let nights = nights(drop.path(), day("2022-07-31")).unwrap();

        assert_eq!(nights[1], (day("2022-07-31"), drop.path().to_path_buf()));
        assert_eq!(files(drop.path()).unwrap(), [drop.path().join("late.csv")]);
    }
}
