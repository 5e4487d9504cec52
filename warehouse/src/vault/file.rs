//! A delivered file, sealed so that every county it speaks of can make it unreadable.
//!
//! The file has a key of its own, which is not kept: it is the sum (exclusive or) of one random share for each compartment, and each share is
//! sealed under that compartment's data key. With one share gone the others say nothing. A file of several counties is lost with the first of
//! them; what the others delivered stays in their rows.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

use super::data_key::{Compartment, DataKeys, KeyState};
use super::seal::Secret;
use super::{Opened, Vault};
use crate::error::{Result, WarehouseError};

/// The first bytes of every sealed file, with the version of this layout.
const MAGIC: &[u8; 8] = b"DIXRAW\0\x01";
/// A share: nonce, 32 bytes, tag.
const SHARE_BYTES: usize = 12 + 32 + 16;
/// The hash of all that stands before it: a changed byte is told from a lost key also when nothing can be opened any more.
const END_BYTES: usize = 32;

impl Vault {
    /// Seals a file that speaks of these compartments, under the hash of its content.
    pub(crate) fn seal_file(
        &mut self,
        sha256: &str,
        compartments: &BTreeSet<Compartment>,
        clear: &[u8],
    ) -> Result<Vec<u8>> {
        let count = u16::try_from(compartments.len()).ok().filter(|count| *count > 0);
        let Some(count) = count else {
            return Err(WarehouseError::Vault("a file must belong to a county".to_owned()));
        };
        let mut sealed = Vec::with_capacity(clear.len() + 64 + compartments.len() * (SHARE_BYTES + 4));
        sealed.extend_from_slice(MAGIC);
        sealed.extend_from_slice(&count.to_be_bytes());
        let mut sum = Secret([0; 32]);
        for compartment in compartments {
            let key_id = self.current_key(compartment)?;
            let share = Secret::fresh()?;
            add(&mut sum, &share.0);
            sealed.extend_from_slice(&key_id.to_be_bytes());
            let cipher = self.cipher(key_id)?;
            cipher.seal_onto(&share_name(sha256, compartment), &share.0, &mut sealed)?;
        }
        sum.cipher().seal_onto(&file_name(sha256), clear, &mut sealed)?;
        let end = Sha256::digest(&sealed);
        sealed.extend_from_slice(&end);
        Ok(sealed)
    }

    /// Opens what [`Self::seal_file`] gave.
    pub(crate) fn open_file(&self, sha256: &str, sealed: &[u8]) -> Result<Opened> {
        let damaged = |what: &str| WarehouseError::Vault(format!("the file `{sha256}` {what}"));
        let (shares, body) = parts(sealed).ok_or_else(|| damaged("is damaged, or no sealed file"))?;
        let mut sum = Secret([0; 32]);
        let mut shredded = None;
        for (key_id, share) in shares {
            let key = self
                .keys
                .get(&key_id)
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
        if let Some(compartment) = shredded {
            return Ok(Opened::Shredded(compartment.clone()));
        }
        sum.cipher()
            .open(&file_name(sha256), body)
            .map(Opened::Clear)
            .ok_or_else(|| damaged("is damaged"))
    }

    /// Whether a sealed file has lost a share on purpose.
    pub(crate) fn is_shredded_file(&self, sealed: &[u8]) -> bool {
        parts(sealed)
            .is_some_and(|(shares, _)| shares.iter().any(|(key_id, _)| is_shredded(&self.keys, *key_id)))
    }
}

fn is_shredded(keys: &DataKeys, key_id: u32) -> bool {
    keys.get(&key_id)
        .is_some_and(|key| matches!(key.state, KeyState::Shredded))
}

/// Data key and sealed share, one for each compartment.
type Shares<'s> = Vec<(u32, &'s [u8])>;

/// The shares and the body, if every byte is as it was written.
fn parts(sealed: &[u8]) -> Option<(Shares<'_>, &[u8])> {
    let (whole, end) = sealed.split_last_chunk::<END_BYTES>()?;
    if Sha256::digest(whole).as_slice() != end {
        return None;
    }
    let (count, mut rest) = whole.strip_prefix(MAGIC)?.split_first_chunk::<2>()?;
    let mut shares = vec![];
    for _ in 0..u16::from_be_bytes(*count) {
        let (key_id, after) = rest.split_first_chunk::<4>()?;
        let (share, after) = after.split_at_checked(SHARE_BYTES)?;
        shares.push((u32::from_be_bytes(*key_id), share));
        rest = after;
    }
    (!shares.is_empty()).then_some((shares, rest))
}

fn add(sum: &mut Secret, share: &[u8]) {
    for (byte, other) in sum.0.iter_mut().zip(share) {
        *byte ^= other;
    }
}

fn share_name(sha256: &str, compartment: &Compartment) -> String {
    format!("share of {sha256} for {compartment}")
}

fn file_name(sha256: &str) -> String {
    format!("file {sha256}")
}
