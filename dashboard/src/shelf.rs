//! Answers that were given already. A page is a pure function of its release and its address, so the second reader need not wait for
//! the charts to be drawn again, and readers who come at once have it drawn once. When another release becomes current, the old
//! answers are no longer found and fall off the end.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use axum::body::Bytes;
use axum::http::HeaderMap;
use tokio::sync::Mutex as Turn;

/// Answers kept, and how large they may be together and one by one. The list of findings of a county of 100 000 households is the
/// largest of them, and four such lists leave room for every page.
const ANSWERS_MAX: usize = 512;
const BYTES_MAX: usize = 64 << 20;
const ANSWER_BYTES_MAX: usize = 16 << 20;

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
pub(crate) struct Shelf {
    answers: Mutex<Answers>,
    /// The answers that are being made, each with the turn its readers wait for.
    under_way: Mutex<Vec<(Key, Weak<Turn<()>>)>>,
}

#[derive(Default)]
struct Answers {
    list: VecDeque<(Key, Arc<Kept>)>,
    bytes: usize,
}

impl Answers {
    fn take(&mut self, key: &Key) -> Option<(Key, Arc<Kept>)> {
        let at = self.list.iter().position(|(known, _)| known == key)?;
        let taken = self.list.remove(at)?;
        self.bytes -= taken.1.body.len();
        Some(taken)
    }

    fn put(&mut self, key: Key, kept: Arc<Kept>) {
        self.bytes += kept.body.len();
        self.list.push_front((key, kept));
        while self.list.len() > ANSWERS_MAX || self.bytes > BYTES_MAX {
            let Some((_, last)) = self.list.pop_back() else {
                break;
            };
            self.bytes -= last.body.len();
        }
    }
}

impl Shelf {
    pub(crate) fn find(&self, key: &Key) -> Option<Arc<Kept>> {
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        let (key, kept) = answers.take(key)?;
        answers.put(key, Arc::clone(&kept));
        Some(kept)
    }

    pub(crate) fn keep(&self, key: Key, kept: Arc<Kept>) {
        if kept.body.len() > ANSWER_BYTES_MAX {
            return;
        }
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        answers.take(&key);
        answers.put(key, kept);
    }

    /// Whose turn it is to make this answer: whoever holds the lock. The others find it on the shelf afterwards.
    pub(crate) fn turn(&self, key: &Key) -> Arc<Turn<()>> {
        let mut under_way = self.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        under_way.retain(|(_, turn)| turn.strong_count() > 0);
        let known = under_way.iter().find(|(known, _)| known == key);
        if let Some(turn) = known.and_then(|(_, turn)| turn.upgrade()) {
            return turn;
        }
        let turn = Arc::new(Turn::new(()));
        under_way.push((key.clone(), Arc::downgrade(&turn)));
        turn
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
    fn large_answers_together_stay_within_the_bound_and_one_beyond_it_is_not_kept() {
        let shelf = Shelf::default();
        for address in 0..5 {
            shelf.keep(key(address), kept(ANSWER_BYTES_MAX));
        }
        shelf.keep(key(9), kept(ANSWER_BYTES_MAX + 1));

        let is_kept = [0, 1, 4, 9].map(|address| shelf.find(&key(address)).is_some());
        assert_eq!(is_kept, [false, true, true, false]);
        assert!(shelf.answers.lock().unwrap().bytes <= BYTES_MAX);
    }

    #[test]
    fn the_same_answer_kept_twice_counts_once() {
        let shelf = Shelf::default();

        shelf.keep(key(1), kept(100));
        shelf.keep(key(1), kept(100));

        assert_eq!(shelf.answers.lock().unwrap().bytes, 100);
    }

    #[test]
    fn readers_of_one_address_wait_for_the_same_turn_and_others_do_not() {
        let shelf = Shelf::default();
        let first = shelf.turn(&key(1));

        assert!(Arc::ptr_eq(&first, &shelf.turn(&key(1))));
        assert!(!Arc::ptr_eq(&first, &shelf.turn(&key(2))));
        drop(first);
        shelf.turn(&key(3));
        assert_eq!(shelf.under_way.lock().unwrap().len(), 1);
    }
}
