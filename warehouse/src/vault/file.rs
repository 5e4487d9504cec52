//! A delivered file, sealed so that every county it speaks of can make it unreadable.
//!
//! The file has a key of its own, which is not kept: it is the sum (exclusive or) of one random share for each compartment, and each share is
//! sealed under that compartment's data key. With one share gone the others say nothing. A file of several counties is lost with the first of
//! them; what the others delivered stays in their rows.
//!
//! It is sealed in segments, each bound to its place and to the length of the whole, so that a file of any size passes through little memory
//! and none can be cut short.

use std::collections::BTreeSet;
use std::io::{self, Read, Write};

use super::Vault;
use super::data_key::{Compartment, KeyState};
use super::seal::{Cipher, OVERHEAD, Secret};
use crate::error::{Result, WarehouseError};
use crate::hashed::Hashed;

/// The first bytes of every sealed file, with the version of this layout.
const MAGIC: [u8; 8] = *b"DIXRAW\0\x02";
/// A share, sealed.
const SHARE_BYTES: usize = 32 + OVERHEAD;
/// A segment before it is sealed; only the last one is shorter.
const SEGMENT_BYTES: u64 = 1 << 20;

/// A file before it is sealed.
pub(crate) struct Clear<'f> {
    /// By its content, in hexadecimal.
    pub(crate) sha256: &'f str,
    pub(crate) bytes: u64,
    pub(crate) content: &'f mut dyn Read,
}

/// What came of opening a sealed file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Unsealed {
    /// Its content was written.
    Whole,
    /// Nothing was written: a key was thrown away with this compartment.
    Shredded(Compartment),
}

impl Vault {
    /// Seals a file that speaks of these compartments. The inner fault is one of reading or writing.
    pub(crate) fn seal_file(
        &mut self,
        mut file: Clear<'_>,
        compartments: &BTreeSet<Compartment>,
        sealed: &mut dyn Write,
    ) -> Result<io::Result<()>> {
        let count = u16::try_from(compartments.len()).ok().filter(|count| *count > 0);
        let Some(count) = count else {
            return Err(WarehouseError::Vault("a file must belong to a county".to_owned()));
        };
        let mut head = MAGIC.to_vec();
        head.extend_from_slice(&count.to_be_bytes());
        let mut sum = Secret([0; 32]);
        for compartment in compartments {
            let key_id = self.current_key(compartment)?;
            let share = Secret::fresh()?;
            add(&mut sum, &share.0);
            head.extend_from_slice(&key_id.to_be_bytes());
            let cipher = self.cipher(key_id)?;
            cipher.seal_onto(&share_name(file.sha256, compartment), &share.0, &mut head)?;
        }
        head.extend_from_slice(&file.bytes.to_be_bytes());
        let mut sealed = Hashed::new(sealed);
        Ok(sealed
            .write_all(&head)
            .and_then(|()| seal_segments(&sum.cipher(), &mut file, &mut sealed))
            .and_then(|()| write_end(sealed)))
    }

    /// Writes the content of what [`Self::seal_file`] gave. Where this fails, what was written says nothing.
    pub(crate) fn open_file(
        &self,
        sha256: &str,
        sealed: &mut dyn Read,
        clear: &mut dyn Write,
    ) -> Result<Unsealed> {
        let damaged = |what: &str| WarehouseError::Vault(format!("the file `{sha256}` {what}"));
        let mut sealed = Hashed::new(sealed);
        let head = Head::read(&mut sealed).map_err(|_fault| damaged("is damaged, or no sealed file"))?;
        let mut sum = Secret([0; 32]);
        let mut shredded = None;
        for (key_id, share) in &head.shares {
            let key = self
                .keys
                .get(key_id)
                .ok_or_else(|| damaged("was sealed under a key that was never made"))?;
            match &key.state {
                KeyState::Shredded => shredded = shredded.or(Some(&key.compartment)),
                KeyState::Damaged(fault) => return Err(damaged(&format!("has lost its key: {fault}"))),
                KeyState::Ready { cipher, .. } => {
                    let share = cipher
                        .open(&share_name(sha256, &key.compartment), share)
                        .ok_or_else(|| damaged("is damaged"))?;
                    add(&mut sum, &share);
                }
            }
        }
        let cipher = shredded.is_none().then(|| sum.cipher());
        open_segments(cipher.as_ref(), sha256, head.bytes, &mut sealed, clear)
            .and_then(|()| read_end(sealed))
            .map_err(|_fault| damaged("is damaged"))?;
        Ok(shredded.map_or(Unsealed::Whole, |compartment| {
            Unsealed::Shredded(compartment.clone())
        }))
    }

    /// Whether a sealed file has lost a share on purpose; only its head is read.
    pub(crate) fn is_shredded_file(&self, sealed: &mut dyn Read) -> bool {
        let is_shredded = |key_id: u32| {
            let key = self.keys.get(&key_id);
            key.is_some_and(|key| matches!(key.state, KeyState::Shredded))
        };
        Head::read(&mut &mut *sealed)
            .is_ok_and(|head| head.shares.iter().any(|(key_id, _)| is_shredded(*key_id)))
    }
}

/// What stands before the segments.
struct Head {
    /// Data key and sealed share, one for each compartment.
    shares: Vec<(u32, Vec<u8>)>,
    /// The length of the content.
    bytes: u64,
}

impl Head {
    fn read(sealed: &mut impl Read) -> io::Result<Self> {
        if next::<8>(sealed)? != MAGIC {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let count = u16::from_be_bytes(next(sealed)?);
        let mut shares = vec![];
        for _ in 0..count {
            let key_id = u32::from_be_bytes(next(sealed)?);
            shares.push((key_id, next::<SHARE_BYTES>(sealed)?.to_vec()));
        }
        let bytes = u64::from_be_bytes(next(sealed)?);
        if shares.is_empty() {
            return Err(io::ErrorKind::InvalidData.into());
        }
        Ok(Self { shares, bytes })
    }
}

/// The lengths of the segments of a file; there is always one.
fn segments(bytes: u64) -> impl Iterator<Item = usize> {
    let count = bytes.div_ceil(SEGMENT_BYTES).max(1);
    (0..count).map(move |number| {
        let length = (bytes - number * SEGMENT_BYTES).min(SEGMENT_BYTES);
        usize::try_from(length).expect("a segment is small")
    })
}

fn seal_segments(
    cipher: &Cipher,
    file: &mut Clear<'_>,
    sealed: &mut Hashed<&mut dyn Write>,
) -> io::Result<()> {
    let mut segment = vec![];
    for (number, length) in segments(file.bytes).enumerate() {
        segment.resize(length, 0);
        file.content.read_exact(&mut segment)?;
        let name = segment_name(file.sha256, number, file.bytes);
        sealed.write_all(&cipher.seal(&name, &segment).map_err(io::Error::other)?)?;
    }
    if file.content.read(&mut [0])? > 0 {
        return Err(io::Error::other("the file has grown while it was read"));
    }
    Ok(())
}

/// Without a cipher the segments are only read.
fn open_segments(
    cipher: Option<&Cipher>,
    sha256: &str,
    bytes: u64,
    sealed: &mut impl Read,
    clear: &mut dyn Write,
) -> io::Result<()> {
    let mut segment = vec![];
    for (number, length) in segments(bytes).enumerate() {
        segment.resize(length + OVERHEAD, 0);
        sealed.read_exact(&mut segment)?;
        if let Some(cipher) = cipher {
            let opened = cipher.open(&segment_name(sha256, number, bytes), &segment);
            clear.write_all(&opened.ok_or(io::ErrorKind::InvalidData)?)?;
        }
    }
    Ok(())
}

/// Writes the hash of all that was written: a changed byte is told from a lost key also when nothing can be opened any more.
fn write_end(sealed: Hashed<&mut dyn Write>) -> io::Result<()> {
    let (file, sum) = sealed.into_parts();
    file.write_all(&sum)
}

/// Holds what was read to the hash that must follow it, and nothing after it.
fn read_end(sealed: Hashed<&mut dyn Read>) -> io::Result<()> {
    let (file, sum) = sealed.into_parts();
    let mut end = vec![];
    file.take(64).read_to_end(&mut end)?;
    if sum.as_slice() == end {
        Ok(())
    } else {
        Err(io::ErrorKind::InvalidData.into())
    }
}

/// The next bytes, so many.
fn next<const N: usize>(sealed: &mut impl Read) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    sealed.read_exact(&mut bytes)?;
    Ok(bytes)
}

fn add(sum: &mut Secret, share: &[u8]) {
    for (byte, other) in sum.0.iter_mut().zip(share) {
        *byte ^= other;
    }
}

fn share_name(sha256: &str, compartment: &Compartment) -> String {
    format!("share of {sha256} for {compartment}")
}

fn segment_name(sha256: &str, number: usize, bytes: u64) -> String {
    format!("segment {number} of {bytes} bytes of {sha256}")
}
