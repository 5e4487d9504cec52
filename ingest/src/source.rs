//! A dataset of the source contract, described as data: what departments call it, which columns it has, and what each cell must be.
//!
//! The reader, the schema of the landed table, the messages about wrong rows and the page that tells a county what to send all come
//! from these descriptions. They know nothing of files, rows or Arrow.

/// One dataset of the source contract.
#[derive(Debug)]
pub struct Source {
    /// The name in tables and commands: `visit`.
    pub name: &'static str,
    /// The title that offices use: 走访记录.
    pub title: &'static str,
    /// The columns that tell one row from another, by English name.
    pub key: &'static [&'static str],
    /// All columns in the order of the contract.
    pub columns: &'static [Column],
    /// Pairs of columns of which the first may not lie on a later day than the second.
    pub orders: &'static [(&'static str, &'static str)],
    /// Whether a delivery says how things stand (户, 人, 网格, 区划) rather than what happened. A state may return to an earlier one;
    /// an event that equals one of its earlier versions is a repeated export.
    pub is_state: bool,
}

impl Source {
    /// The position of the column called `name` in English.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    /// The dataset called `name`.
    pub fn named(name: &str) -> Option<&'static Self> {
        crate::sources::SOURCES
            .into_iter()
            .find(|source| source.name == name)
    }
}

/// One column of a dataset.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// The canonical header: 走访时间.
    pub header: &'static str,
    /// The English name, which is the column of the landed table: `visited_at`.
    pub name: &'static str,
    /// What a cell must be.
    pub kind: Kind,
    /// Whether a row without it is quarantined.
    pub is_required: bool,
    /// Whether it is personal data, which goes to the vault and never into the landed table.
    pub is_personal: bool,
    /// Whether it says when something happened, which cannot be after the day of delivery.
    pub has_happened: bool,
}

impl Column {
    /// A column that may be empty.
    pub const fn new(header: &'static str, name: &'static str, kind: Kind) -> Self {
        Self {
            header,
            name,
            kind,
            is_required: false,
            is_personal: false,
            has_happened: false,
        }
    }

    /// The same, required.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.is_required = true;
        self
    }

    /// The same, as personal data.
    #[must_use]
    pub const fn personal(mut self) -> Self {
        self.is_personal = true;
        self
    }

    /// The same, as a day on which something happened.
    #[must_use]
    pub const fn happened(mut self) -> Self {
        self.has_happened = true;
        self
    }

    /// What a cell should have held, in the words of the office that fills the form.
    pub fn expected(&self) -> String {
        let Kind::Code(list) = self.kind else {
            return self.kind.expected().to_owned();
        };
        let labels = (list.labels)();
        let shown: Vec<&str> = labels.iter().take(6).copied().collect();
        let more = if labels.len() > shown.len() { "等" } else { "" };
        format!("{}{more}", shown.join("、"))
    }

    /// The name of the column that stands for it in the landed table, if any: pseudonyms for ID numbers, years for days of birth.
    pub const fn landed_name(&self) -> Option<&'static str> {
        match self.kind {
            Kind::IdNumber => Some("person_key"),
            Kind::Birth => Some("birth_year"),
            _ if self.is_personal => None,
            _ => Some(self.name),
        }
    }
}

/// What a cell must be.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// Any text.
    Text,
    /// The name of a person.
    Name,
    /// A telephone number.
    Phone,
    /// A key as text.
    Id,
    /// The key of a person as text.
    PersonId,
    /// 户编号 of a household that must be known.
    Household,
    /// 区划代码 of a place that must be known.
    Region,
    /// A twelve-digit code that need not be known: 上级代码, 并入代码, and 区划代码 of a region itself.
    RegionCode,
    /// A day.
    Date,
    /// An instant in Asia/Shanghai; a bare day is midnight.
    Time,
    /// A whole number.
    Int,
    /// Any number.
    Number,
    /// An exact amount; the header may say 万元.
    Money,
    /// 是/否, 1/0, Y/N, √/empty.
    Bool,
    /// A label of a closed list.
    Code(CodeList),
    /// 证件号码.
    IdNumber,
    /// 出生日期.
    Birth,
}

impl Kind {
    /// What the cell should have held, in the words of the office that fills the form.
    pub const fn expected(&self) -> &'static str {
        match self {
            Self::Text | Self::Name | Self::Phone => "文字",
            Self::Id | Self::PersonId => "编号",
            Self::Household => "户信息中已有的户编号",
            Self::Region => "行政区划中已有的12位区划代码",
            Self::RegionCode => "12位区划代码",
            Self::Date | Self::Birth => "日期，如2023-05-15",
            Self::Time => "时间，如2023-05-15 10:30",
            Self::Int => "整数",
            Self::Number => "数字",
            Self::Money => "金额",
            Self::Bool => "是或否",
            Self::Code(_) => "代码表中的标签",
            Self::IdNumber => "18位证件号码，以文本格式填写",
        }
    }
}

/// A closed list of labels, as `domain` defines it.
#[derive(Debug, Clone, Copy)]
pub struct CodeList {
    /// The canonical label that a text stands for.
    pub canonical: fn(&str) -> Option<&'static str>,
    /// All canonical labels.
    pub labels: fn() -> Vec<&'static str>,
}

/// The [`Kind`] of a column whose labels are one of `domain`'s code lists.
macro_rules! code {
    ($list:ty) => {
        $crate::source::Kind::Code($crate::source::CodeList {
            canonical: |text| <$list>::from_label(text).map(<$list>::label),
            labels: || <$list>::ALL.iter().map(|entry| entry.label()).collect(),
        })
    };
}
pub(crate) use code;
