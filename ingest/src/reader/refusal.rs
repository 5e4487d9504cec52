//! Why a file is not read.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Why a file could not be read. Several refusals share a word of `source_file`; what the sender is told differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Refusal {
    /// Nothing in it.
    Empty,
    /// Bytes that are no text in any encoding of the contract.
    Encoding,
    /// A workbook that ends too early or is damaged.
    Truncated,
    /// An archive with a file whose name leads out of it, or could.
    UnsafeName,
    /// A workbook that asks for a password.
    Encrypted,
    /// A workbook that grows beyond all measure when unpacked.
    ZipBomb,
    /// A cell, a row or a table of a size that no form of an office has.
    Oversized,
    /// A file on which a reader ran out of time or memory.
    Exhausted,
    /// A quote that never closes.
    UnclosedQuote,
    /// No header of the contract, or one that lacks a required column.
    UnknownHeader,
    /// A kind of file that holds no table, or none that is read here.
    ForeignForm,
    /// An archive within an archive.
    NestedArchive,
}

impl Refusal {
    /// All refusals, by their words.
    pub const ALL: [Self; 12] = [
        Self::Empty,
        Self::Encoding,
        Self::Truncated,
        Self::UnsafeName,
        Self::Encrypted,
        Self::ZipBomb,
        Self::Oversized,
        Self::Exhausted,
        Self::UnclosedQuote,
        Self::UnknownHeader,
        Self::ForeignForm,
        Self::NestedArchive,
    ];

    /// The word in `source_file`.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Encoding => "encoding",
            Self::Truncated | Self::UnsafeName => "truncated",
            Self::Encrypted => "encrypted",
            Self::ZipBomb | Self::Oversized | Self::Exhausted => "zip_bomb",
            Self::UnclosedQuote => "unclosed_quote",
            Self::UnknownHeader | Self::ForeignForm | Self::NestedArchive => "unknown_header",
        }
    }

    /// What the sender of the file has to know.
    pub const fn message(self) -> &'static str {
        match self {
            Self::Empty => "文件为空",
            Self::Encoding => "文字编码无法识别，应为UTF-8、UTF-16（带BOM）或GB18030",
            Self::Truncated => "文件不完整或已损坏",
            Self::UnsafeName => "压缩包内有不合法的文件名，整包拒收",
            Self::Encrypted => "文件设有密码，请取消密码后重新报送",
            Self::ZipBomb => "文件解压后过大，已拒收",
            Self::Oversized => "单元格、行或表格过大，已拒收，请核对是否缺少换行或分隔符",
            Self::Exhausted => "读取该文件超出时间或内存上限，已拒收，请拆分后重新报送",
            Self::UnclosedQuote => "有未闭合的引号",
            Self::UnknownHeader => "表头无法识别",
            Self::ForeignForm => "不是可读取的表格文件，请另存为xlsx或csv后重新报送",
            Self::NestedArchive => "压缩包内不能再有压缩包，请解压后重新报送",
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.key())
    }
}
