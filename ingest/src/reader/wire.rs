//! What two processes say to each other about a file: one letter, a length, bytes.

use std::io::{self, Read, Write};

/// The reader is there, and is one.
pub(super) const HELLO: u8 = b'h';
/// What the reader says first: the version of these words. Both ends are the same program, unless somebody has mixed them up.
pub(super) const GREETING: &[u8] = b"dixian read-file 1";
/// Open a file for its headers; its bytes follow.
pub(super) const OPEN_HEADS: u8 = b'o';
/// Open a file as a whole; its bytes follow.
pub(super) const OPEN_WHOLE: u8 = b'w';
/// The file has these sheets.
pub(super) const SHEETS: u8 = b's';
/// The file is an archive with these members.
pub(super) const MEMBERS: u8 = b'a';
/// The file is refused.
pub(super) const REFUSED: u8 = b'x';
/// Hand on the rows of a sheet; or: these are some.
pub(super) const ROWS: u8 = b'r';
/// Hand on a member; or: these are its bytes.
pub(super) const MEMBER: u8 = b'm';
/// There are no more rows.
pub(super) const END: u8 = b'e';

/// A frame of the reader is no longer than that, unless it holds a member.
const ANSWER_BYTES_MAX: u64 = 64 << 20;
const MEMBER_BYTES_MAX: u64 = 1 << 30;

pub(super) fn write(out: &mut impl Write, word: u8, bytes: &[u8]) -> io::Result<()> {
    out.write_all(&[word])?;
    out.write_all(&(bytes.len() as u64).to_le_bytes())?;
    out.write_all(bytes)
}

/// The next frame; none when the other side has closed.
pub(super) fn read(input: &mut impl Read) -> io::Result<Option<(u8, Vec<u8>)>> {
    read_up_to(input, |_word| u64::MAX)
}

/// The next frame of a side that is not trusted.
pub(super) fn read_answer(input: &mut impl Read) -> io::Result<Option<(u8, Vec<u8>)>> {
    read_up_to(input, |word| {
        if word == MEMBER {
            MEMBER_BYTES_MAX
        } else {
            ANSWER_BYTES_MAX
        }
    })
}

fn read_up_to(input: &mut impl Read, limit: impl Fn(u8) -> u64) -> io::Result<Option<(u8, Vec<u8>)>> {
    let mut word = [0];
    if input.read(&mut word)? == 0 {
        return Ok(None);
    }
    let [word] = word;
    let mut length = [0; 8];
    input.read_exact(&mut length)?;
    let length = u64::from_le_bytes(length);
    if length > limit(word) {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut bytes = vec![];
    // As much as is there, and not as much as is claimed.
    input.take(length).read_to_end(&mut bytes)?;
    if bytes.len() as u64 == length {
        Ok(Some((word, bytes)))
    } else {
        Err(io::ErrorKind::UnexpectedEof.into())
    }
}
