//! The faces a document is set in, and which of them stands for 仿宋, 黑体 and the others.
//!
//! The official faces are not free, so the program carries none of them. Where the host has them, and its faces are asked for, they
//! come first; every chain ends in the embedded faces, so that a rare character in a name still has a glyph.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use serde::Serialize;
use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst_kit::fonts::FontStore;

use crate::font;

/// The families that stand for each of the five faces of an official paper, best first. Only families that are at hand.
#[derive(Debug, Serialize)]
pub(super) struct Chains {
    song: Vec<&'static str>,
    fang: Vec<&'static str>,
    hei: Vec<&'static str>,
    kai: Vec<&'static str>,
    biao: Vec<&'static str>,
}

const SONG: &[&str] = &["SimSun", "NSimSun", "STSong", "FZShuSong-Z01", "FandolSong"];
const FANG: &[&str] = &[
    "FangSong",
    "FangSong_GB2312",
    "STFangsong",
    "FZFangSong-Z02",
    "FandolFang R",
    "FandolFang",
];
const HEI: &[&str] = &["SimHei", "STHeiti", "FZHei-B01", "FandolHei"];
const KAI: &[&str] = &[
    "KaiTi",
    "KaiTi_GB2312",
    "STKaiti",
    "FZKai-Z03",
    "FandolKai",
    "Pack Kai SC",
];
const BIAO: &[&str] = &["FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "STZhongsong"];

const EMBEDDED_SONG: &str = "Noto Serif SC";
const EMBEDDED_HEI: &str = "Noto Sans SC";

/// Faces, loaded once.
pub struct Fonts {
    store: FontStore,
    chains: Chains,
}

impl Fonts {
    /// The embedded faces alone: the same bytes on every machine.
    pub fn embedded() -> &'static Self {
        static EMBEDDED: OnceLock<Fonts> = OnceLock::new();
        EMBEDDED.get_or_init(|| Self::with_embedded(FontStore::new()))
    }

    /// The faces of the host first, where it has the official ones, then the embedded ones. Looks through the host's folders: do it
    /// once.
    pub fn of_host() -> Self {
        let mut store = FontStore::new();
        store.extend(typst_kit::fonts::system());
        Self::with_embedded(store)
    }

    fn with_embedded(mut store: FontStore) -> Self {
        for face in [font::SONG, font::HEI, font::KAI] {
            for face in Font::iter(Bytes::new(face)) {
                let info = face.info().clone();
                store.push((face, info));
            }
        }
        let book = store.book();
        let chain = |wanted: &[&'static str], last: [&'static str; 2]| {
            let at_hand = wanted
                .iter()
                .copied()
                .filter(|family| book.contains_family(&family.to_lowercase()));
            at_hand.chain(last).collect()
        };
        let chains = Chains {
            song: chain(SONG, [EMBEDDED_SONG, EMBEDDED_HEI]),
            fang: chain(FANG, [EMBEDDED_SONG, EMBEDDED_HEI]),
            hei: chain(HEI, [EMBEDDED_HEI, EMBEDDED_SONG]),
            kai: chain(KAI, [EMBEDDED_SONG, EMBEDDED_HEI]),
            biao: chain(BIAO, [EMBEDDED_SONG, EMBEDDED_HEI]),
        };
        Self { store, chains }
    }

    pub(super) const fn chains(&self) -> &Chains {
        &self.chains
    }

    pub(super) fn book(&self) -> &LazyHash<FontBook> {
        self.store.book()
    }

    pub(super) fn font(&self, index: usize) -> Option<Font> {
        self.store.font(index)
    }

    /// Whether the host has a 仿宋; without one the body is set in 宋, which the program's log says.
    pub fn has_fangsong(&self) -> bool {
        self.chains
            .fang
            .first()
            .is_some_and(|family| *family != EMBEDDED_SONG)
    }

    /// The characters of `text` that no face can draw, in order. Typst would print a box and say nothing.
    pub(super) fn missing(&self, text: &str) -> Vec<char> {
        let characters: BTreeSet<char> = text
            .chars()
            .filter(|character| !character.is_ascii() && !character.is_control())
            .collect();
        let book = self.book();
        let faces: Vec<_> = (0..).map_while(|index| book.info(index)).collect();
        characters
            .into_iter()
            .filter(|character| {
                !faces
                    .iter()
                    .any(|face| face.coverage.contains(u32::from(*character)))
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_characters_of_names_have_a_glyph_and_others_are_named() {
        let missing = Fonts::embedded().missing("喆堃珺㎡〔2023〕—–“”a\n😀㙟");

        assert_eq!(missing, ['㙟', '😀']);
    }

    #[test]
    fn without_the_host_every_chain_holds_embedded_faces_only() {
        let fonts = Fonts::embedded();

        assert_eq!(fonts.chains.fang, ["Noto Serif SC", "Noto Sans SC"]);
        assert_eq!(fonts.chains.kai, ["Pack Kai SC", "Noto Serif SC", "Noto Sans SC"]);
        assert!(!fonts.has_fangsong());
    }
}
