//! Answers that were given already. A page is a pure function of its release and its address, so the second reader need not wait for
//! the charts to be drawn again; when another release becomes current, the old answers are no longer found and fall off the end.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Bytes;
use axum::http::HeaderMap;

/// Answers kept, and how large one of them may be: together at most 64 MiB.
const ANSWERS_MAX: usize = 128;
const BYTES_MAX: usize = 512 << 10;

/// Which answer: the release that was current, and the address with its query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Key {
    pub(crate) release_id: String,
    pub(crate) address: String,
}

/// A whole answer of status 200, its tag among its headers.
pub(crate) struct Kept {
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// The most recently asked answers, newest first.
#[derive(Default)]
pub(crate) struct Shelf(Mutex<VecDeque<(Key, Arc<Kept>)>>);

impl Shelf {
    pub(crate) fn find(&self, key: &Key) -> Option<Arc<Kept>> {
        let mut answers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = answers.iter().position(|(known, _)| known == key)?;
        let found = answers.remove(at)?;
        let kept = Arc::clone(&found.1);
        answers.push_front(found);
        Some(kept)
    }

    pub(crate) fn keep(&self, key: Key, kept: Arc<Kept>) {
        if kept.body.len() > BYTES_MAX {
            return;
        }
        let mut answers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        answers.retain(|(known, _)| *known != key);
        answers.push_front((key, kept));
        answers.truncate(ANSWERS_MAX);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(address: usize) -> Key {
        Key {
            release_id: "r1".to_owned(),
            address: address.to_string(),
        }
    }

    fn kept(size_bytes: usize) -> Arc<Kept> {
        Arc::new(Kept {
            headers: HeaderMap::new(),
            body: Bytes::from(vec![0; size_bytes]),
        })
    }

    #[test]
    fn what_was_asked_longest_ago_falls_off() {
        let shelf = Shelf::default();
        for address in 0..ANSWERS_MAX {
            shelf.keep(key(address), kept(1));
        }
        assert!(shelf.find(&key(0)).is_some());

        shelf.keep(key(ANSWERS_MAX), kept(1));

        assert!(shelf.find(&key(0)).is_some());
        assert!(shelf.find(&key(1)).is_none());
    }

    #[test]
    fn a_large_file_is_not_kept() {
        let shelf = Shelf::default();

        shelf.keep(key(1), kept(BYTES_MAX + 1));

        assert!(shelf.find(&key(1)).is_none());
    }
}
