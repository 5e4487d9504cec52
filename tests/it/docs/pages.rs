//! The reference pages, as text: what the SQL headers, the datasets and the policy profiles say about themselves.

use std::fmt::Write as _;

use domain::policy::{Parameter, Profile, Unit, Value};
use ingest::{Column, Kind, Reason, Refusal, SOURCES, Source};

use crate::support;

/// The header of a file of `sql/`, with its path below it.
pub(super) struct Header {
    pub(super) path: String,
    table: toml::Table,
}

impl Header {
    fn name(&self) -> &str {
        let file = self.path.rsplit('/').next().unwrap_or_default();
        file.trim_end_matches(".sql")
    }

    fn topic(&self) -> &str {
        self.path.split('/').rev().nth(1).unwrap_or_default()
    }

    pub(super) fn text(&self, key: &str) -> &str {
        self.table.get(key).and_then(toml::Value::as_str).unwrap_or("")
    }

    pub(super) fn list(&self, key: &str) -> Vec<&str> {
        let list = self.table.get(key).and_then(toml::Value::as_array);
        list.into_iter()
            .flatten()
            .filter_map(toml::Value::as_str)
            .collect()
    }

    fn flag(&self, key: &str) -> bool {
        self.table
            .get(key)
            .and_then(toml::Value::as_bool)
            .unwrap_or_default()
    }
}

/// The headers of a family of definitions, by path.
pub(super) fn headers(family: &str) -> Vec<Header> {
    support::texts(&format!("sql/{family}"), "sql")
        .into_iter()
        .map(|(path, text)| {
            let inside = text
                .strip_prefix("/*")
                .and_then(|rest| rest.split("*/").next())
                .expect("a definition opens with its header");
            Header {
                path: format!("sql/{family}/{path}"),
                table: inside.parse().expect("a header is TOML"),
            }
        })
        .collect()
}

pub(super) fn line(page: &mut String, text: &str) {
    writeln!(page, "{text}").expect("a text takes every line");
}

fn quoted(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    quoted.join(", ")
}

fn or_none(text: String) -> String {
    if text.is_empty() { "none".to_owned() } else { text }
}

pub(super) fn opening(title: &str, source: &str) -> String {
    format!(
        "# {title}\n\nWritten from {source} by a test; `DIXIAN_BLESS=1 cargo test --workspace --test it docs` writes it anew. Do not edit.\n"
    )
}

/// `docs/indicators.md`
pub(super) fn indicators() -> String {
    let mut page = opening("Indicators", "the headers of `sql/indicators/`");
    line(
        &mut page,
        "\nEvery figure has a day, a place, a numerator and a denominator (none for a plain count). *By village* means: computed for \
         villages, then summed over the region tree of the release's day. *At every level* means: the figure does not add, so its file \
         computes it for each level itself. An interval is the 95 % Wilson interval.",
    );
    let mut topic = "";
    let headers = headers("indicators");
    for header in &headers {
        if header.topic() != topic {
            topic = header.topic();
            line(&mut page, &format!("\n## {topic}"));
        }
        let better = match header.text("better") {
            "neither" => "neither higher nor lower is better".to_owned(),
            word => format!("{word} is better"),
        };
        let grain = if header.text("grain") == "village" {
            "by village"
        } else {
            "at every level"
        };
        let rows = [
            ("numerator", header.text("numerator").to_owned()),
            ("denominator", or_none(header.text("denominator").to_owned())),
            ("unit", format!("{}; {better}", header.text("unit"))),
            ("computed", grain.to_owned()),
            ("interval", header.text("interval").to_owned()),
            ("slice", or_none(header.text("slice").to_owned())),
            (
                "trend",
                if header.flag("trend") { "yes" } else { "no" }.to_owned(),
            ),
            ("policy", or_none(quoted(&header.list("policy")))),
            ("source", header.list("source").join(", ")),
            ("file", format!("`{}`", header.path)),
        ];
        definition(&mut page, header, &rows);
    }
    page
}

/// `docs/findings.md`
pub(super) fn findings() -> String {
    let mut page = opening("Findings", "the headers of `sql/findings/`");
    line(
        &mut page,
        "\nA finding is one rule and one subject: something wrong, or due, on the release's day. It keeps the day on which it was first \
         seen, closes by itself when it is gone, and opens anew when it comes back.",
    );
    let mut topic = "";
    let headers = headers("findings");
    for header in &headers {
        if header.topic() != topic {
            topic = header.topic();
            line(&mut page, &format!("\n## {topic}"));
        }
        let rows = [
            ("action", header.text("action").to_owned()),
            ("owner", header.text("owner").to_owned()),
            ("policy", or_none(quoted(&header.list("policy")))),
            ("source", header.list("source").join(", ")),
            ("file", format!("`{}`", header.path)),
        ];
        definition(&mut page, header, &rows);
    }
    page
}

fn definition(page: &mut String, header: &Header, rows: &[(&str, String)]) {
    line(
        page,
        &format!(
            "\n### `{}` {}\n\n{}\n\n| | |\n|---|---|",
            header.name(),
            header.text("title"),
            header.text("meaning")
        ),
    );
    for (key, value) in rows {
        line(page, &format!("| {key} | {value} |"));
    }
}

/// `docs/sources.md`
pub(super) fn sources() -> String {
    let mut page = opening("报送数据说明 · What to send", "`ingest::SOURCES`");
    page.push_str(
        "
本页写给报送数据的部门：要报哪些表、每列叫什么、怎么填、填错了会怎样。

For developers: the last column is the name in the landed table; personal columns go to the vault and do not land.

## 怎么报

* 文件类型：文本（逗号、制表符或分号分隔；UTF-8、带 BOM 的 UTF-16、GB18030/GBK）、工作簿（.xlsx、.xls、.ods、Excel 2003 的 XML）、
  系统导出的网页表格（常以 .xls 为名）、Parquet，以及装有这些文件的 zip（zip 里不能再有 zip）。是什么文件只看内容，属于哪张表只看表头，文件名任意。
* 公式按保存时的结果读。没有结果或结果出错（如 #REF!）的公式不算空白，所在行隔离，请在表格软件中重新计算并保存。
* 一张表可以分成任意多个文件（按乡镇、按部门都行），顺序不限；一个工作簿可以有多张工作表。
* 按天放文件夹：文件夹名写成日期（如 `2023-05-31`），一夜一个；没有日期的文件夹整体算一批。名为 `truth` 的文件夹不读。
* 表头用下面的列名。多余的空格、换行、全角字符、列名前的 `*`、列名后括号里的单位都不影响；单位写“万元”时按万元换算。
  表头之上可以有标题行，数据之下可以有合计、填表人、审核人行；标题行写明“单位：万元”的，没有自带单位的金额列按万元换算。
* 多出的列不读，原样存档，并在文件说明中列出；与某列相近的列名会问一句“是否为……？”，但不会替你改。缺少必填列的文件整个拒收。
* 本地习惯的列名、标签、统一填写的值和地名，可写进部署目录下的 `sources/*.toml`，写法见 [configuration.md](configuration.md#sources)。
* 证件号码一律按文本格式填写，不要让表格软件改成科学计数法。
* 日期可写 2023-05-15、2023/5/15、2023.5.15、2023年5月15日、20230515，或表格软件的日期格式，后面可带星期和时间（上午、下午均可）。
  只写到月（2023年5月）、年份只写两位（23-5-15）、月日分不清先后（5/6/2023）的，看不出是哪一天，隔离。
* 是否类的列可填 是/否、1/0、Y/N、√（同列有√时，空白表示否）、×。
* 编号、数字、日期、代码类的列，无、暂无、空、/、—、N/A 都算没有填；文字和姓名照原样保留。
* 数字可带千位分隔符和单位：1,234、2万、1.5万元、300元、3人；单元格自带的单位优先于表头的单位；（300）是负数。“约300”“300-500”不读。
* 区划代码列可以填地名（龙头镇伏虎村、伏虎村委会），只在确定是一个地方时换成代码；同名的，看同一行的乡镇列、日期、户所在乡镇和文件名，
  仍分不清就隔离，并列出可能的地方。
* 个人信息加密另存，不进入统计用的表；统计用的表里只有由证件号码算出的代号。文字列里写了证件号码或手机号码的，表里换成
  `[证件号码]`、`[电话]`；用证件号码（人员还有手机号码）作编号的，表里换成 p 开头的代号，各表相同，仍能对上。原文加密另存。

## 每一行的去向

每一行数据有且只有一个去向：`landed` 落库（新增，或已有记录的新版本）、`duplicate` 重复（与已有记录相同）、`quarantined` 隔离（附全部原因）。
读取行数 = 落库 + 重复 + 隔离，逐批核对，不平不发布。被隔离的行不会丢、也不会被猜着改；更正后重新报送即可。

| 隔离原因 | 意思 |
|---|---|
",
    );
    for reason in Reason::ALL {
        line(&mut page, &format!("| `{reason}` | {} |", meaning(reason)));
    }
    page.push_str("\n整个文件拒收的原因（其他文件照常读取）：\n\n| 拒收原因 | 意思 |\n|---|---|\n");
    for refusal in Refusal::ALL {
        line(&mut page, &format!("| `{refusal}` | {} |", refusal.message()));
    }
    page.push_str("\n## 数据表\n\n| 表 | 数据集 | 性质 | 主键 |\n|---|---|---|---|\n");
    for source in SOURCES {
        let nature = if source.is_state {
            "状态：报送当日的情况"
        } else {
            "记录：可新增、重报、更正"
        };
        line(
            &mut page,
            &format!(
                "| {} | `{}` | {nature} | {} |",
                source.title,
                source.name,
                key(source)
            ),
        );
    }
    for source in SOURCES {
        dataset(&mut page, source);
    }
    page
}

const fn meaning(reason: Reason) -> &'static str {
    match reason {
        Reason::CodeUnknown => "填的内容不在代码表内",
        Reason::DateAmbiguous => "看不出是哪一天，如 2022.1",
        Reason::DateInvalid => "不是日期，或日期不存在，如 2022-02-29",
        Reason::HouseholdUnknown => "户编号在户信息中查不到",
        Reason::IdChecksum => "证件号码校验不通过，或出生日期不可能",
        Reason::IdPrecisionLost => "证件号码被表格软件截断（科学计数法、末几位变成 0）",
        Reason::NumberInvalid => "应填数字处不是数字",
        Reason::OrderInvalid => "先后颠倒，或晚于报送日",
        Reason::RegionUnknown => "区划代码在行政区划中查不到，或所填地名不能确定是哪里",
        Reason::RequiredMissing => "必填项为空",
    }
}

fn key(source: &Source) -> String {
    let headers: Vec<&str> = source
        .key
        .iter()
        .filter_map(|name| source.position(name))
        .filter_map(|position| source.columns.get(position))
        .map(|column| column.header)
        .collect();
    headers.join(" + ")
}

fn dataset(page: &mut String, source: &Source) {
    line(
        page,
        &format!(
            "\n### {} `{}`\n\n主键：{}\n\n| 列名 | 填什么 | 必填 | 个人信息 | column |\n|---|---|---|---|---|",
            source.title,
            source.name,
            key(source)
        ),
    );
    for column in source.columns {
        let tick = |is: bool| if is { "是" } else { "" };
        let landed = column.landed_name().map_or_else(
            || "vault".to_owned(),
            |name| {
                let note = if name == column.name {
                    ""
                } else {
                    "，原值入 vault"
                };
                format!("`{name}`{note}")
            },
        );
        line(
            page,
            &format!(
                "| {} | {} | {} | {} | {landed} |",
                column.header,
                expected(column),
                tick(column.is_required),
                tick(column.is_personal)
            ),
        );
    }
    if !source.orders.is_empty() {
        let header = |name: &str| source.position(name).map_or("", |at| source.columns[at].header);
        let orders: Vec<String> = source
            .orders
            .iter()
            .map(|(first, second)| format!("{}不晚于{}", header(first), header(second)))
            .collect();
        line(page, &format!("\n先后：{}。", orders.join("；")));
    }
}

fn expected(column: &Column) -> String {
    let words = match column.kind {
        Kind::Code(list) => format!("代码：{}", (list.labels)().join("、")),
        kind => kind.expected().to_owned(),
    };
    if column.has_happened {
        format!("{words}；不得晚于报送日")
    } else {
        words
    }
}

/// `docs/policies.md`
pub(super) fn policies() -> String {
    let book = support::policies();
    let profiles: Vec<&Profile> = book.profiles().collect();
    let mut page = opening("Policies", "the files of `policies/`");
    line(
        &mut page,
        "\nWhich number a rule has depends on the place and the day. The profile with the longest region code in force answers; where it \
         is silent the next longest does, and `default` last. `dixian policy explain --region CODE --on DAY` says what holds and why. A \
         file in the home's `policies/` with the same key replaces the shipped one.\n\n| profile | title | region | from | to | document \
         | file |\n|---|---|---|---|---|---|---|",
    );
    for profile in &profiles {
        let day = |day: Option<chrono::NaiveDate>| day.map_or_else(String::new, |day| day.to_string());
        line(
            &mut page,
            &format!(
                "| {} | {} | {} | {} | {} | {} | `policies/{}` |",
                profile.key,
                profile.title,
                profile
                    .region
                    .map_or_else(|| "everywhere".to_owned(), |code| code.prefix().to_owned()),
                day(profile.valid_from),
                day(profile.valid_to),
                profile.document,
                profile.file,
            ),
        );
    }
    let keys: Vec<&str> = profiles.iter().map(|profile| profile.key.as_str()).collect();
    line(
        &mut page,
        &format!(
            "\nA value stands with its clause; an empty cell is silence.\n\n| parameter | {} |\n|---|{}",
            keys.join(" | "),
            "---|".repeat(keys.len())
        ),
    );
    for parameter in Parameter::ALL {
        let cells: Vec<String> = profiles.iter().map(|profile| cell(profile, *parameter)).collect();
        line(&mut page, &format!("| `{parameter}` | {} |", cells.join(" | ")));
    }
    line(
        &mut page,
        "\n## Where it says so\n\n`inferred` is our reading where the words leave one open; `unknown` is lost or not published, and \
         nothing is guessed. *To* is the last day where the entry ends before its profile.\n\n\
         | profile | parameter | value | clause | 原文 | confidence | to |\n|---|---|---|---|---|---|---|",
    );
    for profile in profiles.iter().filter(|profile| !profile.is_default()) {
        for (parameter, entry) in profile.entries() {
            let phrase = entry.phrase.as_deref().unwrap_or_default();
            let to = entry.valid_to.map_or_else(String::new, |day| day.to_string());
            line(
                &mut page,
                &format!(
                    "| {} | `{parameter}` | {} | {} | {phrase} | {} | {to} |",
                    profile.key,
                    value(&entry.value),
                    entry.clause,
                    entry.confidence.key()
                ),
            );
        }
    }
    line(
        &mut page,
        "\n## What the parameters mean\n\n| parameter | 名称 | meaning | value |\n|---|---|---|---|",
    );
    for parameter in Parameter::ALL {
        let unit = match parameter.unit() {
            Unit::Text | Unit::Bool | Unit::Date => String::new(),
            unit => format!(" ({})", unit.key()),
        };
        line(
            &mut page,
            &format!(
                "| `{parameter}` | {} | {} | {}{unit} |",
                parameter.title(),
                parameter.meaning(),
                parameter.kind().expectation()
            ),
        );
    }
    page
}

fn cell(profile: &Profile, parameter: Parameter) -> String {
    let Some(entry) = profile.entry(parameter) else {
        return String::new();
    };
    let value = value(&entry.value);
    let days = entry
        .day_type
        .map_or_else(String::new, |kind| format!(" {} days", kind.key()));
    if profile.is_default() {
        format!("{value}{days}")
    } else {
        format!("{value}{days} ({})", entry.clause)
    }
}

/// The value as a reader of the page sees it; an empty list is anyone.
fn value(value: &Value) -> String {
    match value.to_string() {
        empty if empty.is_empty() => "anyone".to_owned(),
        value => value,
    }
}
