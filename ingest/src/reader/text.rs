//! A text, decoded piece by piece: in any encoding of the contract, told by its mark or by what can be read.

use std::io::Read;

use encoding_rs::{Decoder, DecoderResult, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use super::Refusal;
use super::content::Content;

/// As much of a file as is decoded at once.
const PIECE_BYTES: usize = 256 * 1024;

/// An encoding, and how many bytes its mark has at the beginning of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Script {
    encoding: &'static Encoding,
    mark_bytes: usize,
}

impl Script {
    /// What a text may be written in, the likeliest first; one with a mark is in that encoding or in none.
    pub(super) fn candidates(content: &mut Content) -> Result<Vec<Self>, Refusal> {
        let script = |encoding, mark_bytes| Self { encoding, mark_bytes };
        let mut head = [0; 3];
        content.rewind().map_err(unreadable)?;
        let mut read = 0;
        while let more @ 1.. = content
            .read(head.get_mut(read..).unwrap_or_default())
            .map_err(unreadable)?
        {
            read += more;
        }
        Ok(match head.get(..read).unwrap_or_default() {
            [0xEF, 0xBB, 0xBF] => vec![script(UTF_8, 3)],
            [0xFF, 0xFE, ..] => vec![script(UTF_16LE, 2)],
            [0xFE, 0xFF, ..] => vec![script(UTF_16BE, 2)],
            _ => vec![script(UTF_8, 0), script(GB18030, 0)],
        })
    }

    /// Begins to decode a file.
    pub(super) fn decode(self, content: &mut Content) -> Result<Pieces<'_>, Refusal> {
        content.rewind().map_err(unreadable)?;
        let mut mark = [0; 3];
        let mark = mark.get_mut(..self.mark_bytes).unwrap_or_default();
        content.read_exact(mark).map_err(unreadable)?;
        Ok(Pieces {
            content,
            decoder: self.encoding.new_decoder_without_bom_handling(),
            bytes: vec![0; PIECE_BYTES],
            is_done: false,
        })
    }
}

/// A text on its way out of a file.
pub(super) struct Pieces<'c> {
    content: &'c mut Content,
    decoder: Decoder,
    bytes: Vec<u8>,
    is_done: bool,
}

impl Pieces<'_> {
    /// Appends the next piece of the text, whole characters only.
    pub(super) fn append(&mut self, text: &mut String) -> Result<(), Refusal> {
        let read = self.content.read(&mut self.bytes).map_err(unreadable)?;
        self.is_done = read == 0;
        let bytes = self.bytes.get(..read).unwrap_or_default();
        let room = self.decoder.max_utf8_buffer_length_without_replacement(read);
        text.reserve(room.ok_or(Refusal::Oversized)?);
        let decoded = self
            .decoder
            .decode_to_string_without_replacement(bytes, text, self.is_done);
        match decoded {
            (DecoderResult::InputEmpty, _) => Ok(()),
            (DecoderResult::OutputFull | DecoderResult::Malformed(..), _) => Err(Refusal::Encoding),
        }
    }

    /// Whether that was all.
    pub(super) fn is_done(&self) -> bool {
        self.is_done
    }

    /// Whether the file is still what it was when it was opened.
    pub(super) fn is_unchanged(&self) -> bool {
        self.content.is_unchanged()
    }
}

/// A text that fits into memory.
pub(super) fn decoded(bytes: Vec<u8>) -> Result<String, Refusal> {
    let mut content = Content::from(bytes);
    let mut refusal = Refusal::Encoding;
    for script in Script::candidates(&mut content)? {
        let mut pieces = script.decode(&mut content)?;
        let mut text = String::new();
        loop {
            match pieces.append(&mut text) {
                Ok(()) if pieces.is_done() => return Ok(text),
                Ok(()) => {}
                Err(fault) => {
                    refusal = fault;
                    break;
                }
            }
        }
    }
    Err(refusal)
}

/// What cannot be read to its end is no whole file.
fn unreadable(_fault: std::io::Error) -> Refusal {
    Refusal::Truncated
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_of_the_contract_are_read_and_others_refused() {
        // Long enough for characters to lie across pieces, of every length that there is.
        let line = "走访编号,户编号\n1,㐂𠮷é\n";
        let text = line.repeat(30_000);
        let utf16 = |little: bool| {
            let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
            units
                .flat_map(|unit| {
                    if little {
                        unit.to_le_bytes()
                    } else {
                        unit.to_be_bytes()
                    }
                })
                .collect::<Vec<u8>>()
        };
        let gb18030 = GB18030.encode(&text).0.into_owned();
        let with_mark = ["\u{feff}", &text].concat().into_bytes();

        for bytes in [text.clone().into(), with_mark, gb18030, utf16(true), utf16(false)] {
            assert!(decoded(bytes).as_ref() == Ok(&text));
        }
        assert_eq!(decoded(vec![b'a', 0xFF, 0xFF]), Err(Refusal::Encoding));
        assert_eq!(
            decoded([&[0xEF, 0xBB, 0xBF], &[0xD6, 0xD0][..]].concat()),
            Err(Refusal::Encoding)
        );
        // Half a character at the end.
        assert_eq!(decoded(vec![0x81]), Err(Refusal::Encoding));
    }
}
