//! Sealing: AES-256-GCM under 32 secret bytes, with a name bound to what is sealed.
//!
//! A sealed text opens under the same secret and the same name only: a row that was moved, a key that was swapped, do not open.

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};

use crate::error::{Result, WarehouseError};

const NONCE_BYTES: usize = 12;
/// What sealing adds to a text: nonce and tag.
pub(super) const OVERHEAD: usize = NONCE_BYTES + 16;

/// 32 random bytes. It does not print itself.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Secret(pub(super) [u8; 32]);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Secret {
    pub(super) fn fresh() -> Result<Self> {
        Ok(Self(random()?))
    }

    pub(super) fn cipher(&self) -> Cipher {
        Cipher(Box::new(Aes256Gcm::new(&self.0.into())))
    }
}

/// A secret made ready: rows come by the million.
pub(super) struct Cipher(Box<Aes256Gcm>);

impl std::fmt::Debug for Cipher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Cipher(…)")
    }
}

impl Cipher {
    /// Appends the sealed text to `out`.
    pub(super) fn seal_onto(&self, name: &str, clear: &[u8], out: &mut Vec<u8>) -> Result<()> {
        let nonce: [u8; NONCE_BYTES] = random()?;
        let body = self
            .0
            .encrypt(
                &Nonce::from(nonce),
                Payload {
                    msg: clear,
                    aad: name.as_bytes(),
                },
            )
            .map_err(|fault| WarehouseError::Vault(format!("sealing failed: {fault}")))?;
        out.extend_from_slice(&nonce);
        out.extend_from_slice(&body);
        Ok(())
    }

    pub(super) fn seal(&self, name: &str, clear: &[u8]) -> Result<Vec<u8>> {
        let mut sealed = Vec::with_capacity(clear.len() + OVERHEAD);
        self.seal_onto(name, clear, &mut sealed)?;
        Ok(sealed)
    }

    /// The clear text; none when this is not what was sealed under this secret and name.
    pub(super) fn open(&self, name: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, body) = sealed.split_first_chunk::<NONCE_BYTES>()?;
        let payload = Payload {
            msg: body,
            aad: name.as_bytes(),
        };
        self.0.decrypt(&Nonce::from(*nonce), payload).ok()
    }
}

/// Random bytes of the operating system.
pub(super) fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|fault| WarehouseError::Vault(fault.to_string()))?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_text_opens_under_its_secret_and_its_name_only() {
        let [one, other] = [(); 2].map(|()| Secret::fresh().unwrap().cipher());
        let sealed = one.seal("a", b"clear").unwrap();
        let mut changed = sealed.clone();
        changed[20] ^= 1;

        assert_eq!(one.open("a", &sealed).as_deref(), Some(b"clear".as_slice()));
        assert_eq!(one.open("b", &sealed), None);
        assert_eq!(other.open("a", &sealed), None);
        assert_eq!(one.open("a", &changed), None);
        assert_eq!(one.open("a", b"short"), None);
    }

    #[test]
    fn the_same_text_is_sealed_differently_every_time() {
        let cipher = Secret::fresh().unwrap().cipher();

        assert_ne!(
            cipher.seal("a", b"clear").unwrap(),
            cipher.seal("a", b"clear").unwrap()
        );
    }
}
