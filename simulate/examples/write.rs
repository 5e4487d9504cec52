//! Writes a drop without the program: `cargo run --release -p simulate --example write -- LS 2000 24 2023-05-31 7 /tmp/drop`.

use std::error::Error;
use std::fs;
use std::path::Path;

use domain::calendar::WorkCalendar;
use domain::policy::PolicyBook;
use simulate::Plan;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [place, households, months, as_of, seed, out] = arguments.as_slice() else {
        return Err("expected: PLACE HOUSEHOLDS MONTHS AS_OF SEED OUT".into());
    };
    let plan = Plan {
        place: place.parse()?,
        households: households.parse()?,
        months: months.parse()?,
        as_of: as_of.parse()?,
        seed: seed.parse()?,
        surge_villages: 0,
    };
    let policies = Path::new(env!("CARGO_MANIFEST_DIR")).join("../policies");
    let book = PolicyBook::parse(&borrowed(&read(&policies)?)).map_err(|faults| format!("{faults:?}"))?;
    let calendar = WorkCalendar::parse(&borrowed(&read(&policies.join("calendar"))?))
        .map_err(|faults| format!("{faults:?}"))?;
    let summary = simulate::write(&plan, &book, &calendar, Path::new(out), &mut |_, _, _| ())?;
    fs::write(Path::new(out).join("truth/plan.txt"), format!("{summary:#?}"))?;
    Ok(())
}

fn read(folder: &Path) -> Result<Vec<(String, String)>, std::io::Error> {
    let mut files = vec![];
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            files.push((path.display().to_string(), fs::read_to_string(&path)?));
        }
    }
    files.sort();
    Ok(files)
}

fn borrowed(files: &[(String, String)]) -> Vec<(&str, &str)> {
    files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect()
}
