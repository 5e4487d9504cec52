//! After a full run nobody's name, ID number or phone is anywhere but in the ciphertexts: not in a table, a log, an error or a report.
//!
//! Who must not be found is read from the delivered files themselves, and some of them are written where they do not belong.

mod people;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use self::people::{People, Secrets};
use crate::support;

const DAY: &str = "2023-05-02";

fn dixian(home: &Path, arguments: &[&str]) -> Output {
    let temporary = home.join("tmp");
    std::fs::create_dir_all(&temporary).unwrap();
    Command::new(support::dixian())
        .env("DIXIAN_LOG", "debug")
        .env("TMPDIR", temporary)
        .arg("--home")
        .arg(home)
        .args(arguments)
        .output()
        .unwrap()
}

/// Writes people where they do not belong, into the last night; gives what was written.
fn plant(drop: &Path, people: &People) -> Vec<String> {
    let night = drop.join(DAY);
    let ids: Vec<&String> = people.ids.iter().filter(|id| id.len() == 18).take(4).collect();
    let phones: Vec<&String> = people.phones.iter().take(3).collect();
    let names: Vec<&String> = people.names.iter().take(3).collect();
    let household = people.households.first().unwrap();
    let grouped = |text: &str, at: [usize; 2]| {
        let cut = |from: usize, to: usize| text.chars().skip(from).take(to - from).collect::<String>();
        [cut(0, at[0]), cut(at[0], at[1]), cut(at[1], text.len())].join(" ")
    };
    let wide: String = ids[1]
        .chars()
        .map(|letter| char::from_u32(u32::from(letter) + 0xfee0).unwrap())
        .collect();
    let written = vec![
        grouped(ids[0], [6, 14]),
        wide,
        ids[2].to_lowercase(),
        grouped(phones[0], [3, 7]),
        format!("+86{}", phones[1]),
    ];
    let write = |name: &str, text: String| std::fs::write(night.join(name), text).unwrap();
    write(
        "事件补报.csv",
        format!(
            "事件编号,事件类型,区划代码,开始日期,说明\n\
             PLANT1,火灾,340604,2023-05-01,{}家，户主{}，电话{}\n",
            names[0], written[0], written[3]
        ),
    );
    write(
        "督查补报.csv",
        format!(
            "问题编号,来源,区划代码,发现日期,问题类别\nPLANT2,暗访,340604,2023-05-01,户主{}，电话{}\n\
             PLANT3,暗访,340604,2023-05-01,{}未入户，证件{}联系{}转{}{}\n",
            written[0], written[3], written[2], written[1], written[4], ids[3], phones[2]
        ),
    );
    write(
        "走访补报.csv",
        format!(
            "走访编号,户编号,走访人编号,走访人角色,走访方式,走访时间,发现问题\n\
             PLANT4,{household},R1,网格员,入户访问,2023-05-01,{}（{}）电话{}\n\
             PLANT5,{household},R1,{},入户访问,{},\n\
             PLANT6,{household},R1,网格员,{},{},无\n\
             PLANT7,{},R1,网格员,入户访问,2023-05-01,无\n\
             PLANT8,{},R1,网格员,入户访问,2023-05-01,无\n",
            names[0], ids[0], phones[0], names[1], ids[1], phones[1], names[2], ids[3], names[1]
        ),
    );
    // An office without numbers of its own uses those that it finds.
    write(
        "户补报.csv",
        format!(
            "户编号,户主姓名,户主证件号码,区划代码,户类型,家庭人口数,数据日期\n\
             {0},{1},{0},{2},一般农户,1,{DAY}\n",
            ids[0],
            names[0],
            people.villages.first().unwrap()
        ),
    );
    write(
        "走访又补.csv",
        format!(
            "走访编号,户编号,走访人编号,走访人角色,走访方式,走访时间\n\
             PLANT9,{},{},网格员,入户访问,2023-05-01\nPLANT10,{},R1,网格员,入户访问,2023-05-01\n",
            ids[0], phones[0], ids[1]
        ),
    );
    // No header: the first row is somebody.
    write(
        "无表头.csv",
        format!("{household},{},{},{}\n", names[0], ids[0], phones[0]),
    );
    write("断.csv", format!("户编号,姓名\n\"{household},{}\n", names[1]));
    written
}

/// Every file below a folder.
fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

/// All values of a Parquet file, since its pages are compressed.
fn decoded(path: &Path) -> String {
    use arrow::util::display::{ArrayFormatter, FormatOptions};
    let reader = ParquetRecordBatchReaderBuilder::try_new(std::fs::File::open(path).unwrap()).unwrap();
    let options = FormatOptions::default();
    let mut text = String::new();
    for batch in reader.build().unwrap() {
        let batch = batch.unwrap();
        for column in batch.columns() {
            let shown = ArrayFormatter::try_new(column, &options).unwrap();
            for row in 0..batch.num_rows() {
                text.push_str(&shown.value(row).to_string());
                text.push('\n');
            }
        }
    }
    text
}

#[test]
fn nobody_is_found_in_any_file_or_output_of_a_full_run() {
    let (home, drop) = (support::home(), tempfile::tempdir().unwrap());
    support::simulate("LS", 150, 1, DAY, 5, drop.path());
    let people = People::of(drop.path());
    assert!(
        people.names.len() > 200 && people.ids.len() > 300 && people.phones.len() > 50,
        "{} names, {} numbers, {} phones",
        people.names.len(),
        people.ids.len(),
        people.phones.len()
    );
    let written = plant(drop.path(), &people);
    let secrets = Secrets::new(people.all().chain(written));
    let path = drop.path().to_str().unwrap();
    let reports = home.path().join("reports");

    let commands: Vec<Vec<&str>> = vec![
        vec!["run", "--as-of", DAY, "--drop", path, "--format", "json"],
        vec!["run", "--as-of", DAY, "--drop", path],
        vec!["run", "--as-of", "2020-01-01", "--drop", path],
        vec!["verify"],
        vec!["doctor"],
        vec!["vault", "list"],
        vec!["release", "list"],
        vec!["problem", "list"],
        vec!["query", "select * from finding", "--format", "json"],
        vec!["query", "select * from household_current", "--format", "csv"],
        vec!["query", "select * from source_inspection order by inspection_id"],
        vec![
            "query",
            "select cast(problem_kind as bigint) from source_inspection",
        ],
        vec!["query", "select * from source_file"],
        vec![
            "report",
            "monthly",
            "--period",
            "2023-05",
            "--out",
            reports.to_str().unwrap(),
        ],
    ];
    let outputs: Vec<Output> = commands
        .iter()
        .map(|arguments| dixian(home.path(), arguments))
        .collect();

    let told = |output: &Output| String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(outputs[0].status.success(), "{}", told(&outputs[0]));
    let mut hits = vec![];
    for (arguments, output) in commands.iter().zip(&outputs) {
        for stream in [&output.stdout, &output.stderr] {
            if let Some(secret) = secrets.found_in(stream) {
                hits.push(format!("`{secret}` in the output of {arguments:?}"));
            }
        }
    }
    let mut below = vec![];
    files(home.path(), &mut below);
    for path in &below {
        if let Some(secret) = secrets.found_in(&std::fs::read(path).unwrap()) {
            hits.push(format!("`{secret}` in {}", path.display()));
        }
        if path.extension().is_some_and(|end| end == "parquet")
            && let Some(secret) = secrets.found_in(decoded(path).as_bytes())
        {
            hits.push(format!("`{secret}` in the values of {}", path.display()));
        }
    }
    assert!(hits.is_empty(), "{}", hits.join("\n"));

    // The test would notice: the files that were delivered are full of them, and what was hidden was there to hide.
    let mut delivered = vec![];
    files(drop.path(), &mut delivered);
    assert!(
        delivered
            .iter()
            .any(|path| secrets.found_in(&std::fs::read(path).unwrap()).is_some())
    );
    assert!(
        below
            .iter()
            .filter(|path| path.extension().is_some_and(|end| end == "parquet"))
            .count()
            > 20
    );
    let remarks = String::from_utf8_lossy(&outputs[10].stdout).into_owned();
    assert!(remarks.contains("户主[证件号码]，电话[电话]"), "{remarks}");
    assert!(
        remarks.contains("证件[证件号码]联系+[电话]转[证件号码][电话]"),
        "{remarks}"
    );
}
