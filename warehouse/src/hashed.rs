//! Bytes on their way to somewhere or from somewhere, and the SHA-256 of all of them.

use std::io::{self, Read, Write};

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

/// A reader or writer that hashes what passes.
pub(crate) struct Hashed<F> {
    file: F,
    sum: Sha256,
}

impl<F> Hashed<F> {
    pub(crate) fn new(file: F) -> Self {
        Self {
            file,
            sum: Sha256::new(),
        }
    }

    /// What lies behind, and the hash of what has passed so far.
    pub(crate) fn into_parts(self) -> (F, [u8; 32]) {
        (self.file, self.sum.finalize().into())
    }

    /// The hash of what has passed so far, in hexadecimal.
    pub(crate) fn sha256(self) -> String {
        HEXLOWER.encode(&self.into_parts().1)
    }
}

impl<F: Read> Read for Hashed<F> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(bytes)?;
        self.sum.update(bytes.get(..read).unwrap_or_default());
        Ok(read)
    }
}

impl<F: Write> Write for Hashed<F> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.sum.update(bytes.get(..written).unwrap_or_default());
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_and_what_is_written_has_the_same_sum() {
        let mut read = Hashed::new(b"content".as_slice());
        let mut written = Hashed::new(vec![]);

        io::copy(&mut read, &mut written).unwrap();

        let (bytes, sum) = written.into_parts();
        assert_eq!(bytes, b"content");
        assert_eq!(sum, <[u8; 32]>::from(Sha256::digest(b"content")));
        assert_eq!(read.sha256(), HEXLOWER.encode(&sum));
    }
}
