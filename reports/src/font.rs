//! The faces that go into the program, so that pictures and papers come out right on a machine without any.
//!
//! See `fonts/README.md` for where they come from and under which licence.

/// 宋体: Noto Serif SC.
#[cfg(feature = "pdf")]
pub(crate) static SONG: &[u8] = include_bytes!("../fonts/song.otf");

/// 黑体: Noto Sans SC.
pub(crate) static HEI: &[u8] = include_bytes!("../fonts/hei.otf");

/// 楷体: LXGW `WenKai`, under the name that its licence asks for.
#[cfg(feature = "pdf")]
pub(crate) static KAI: &[u8] = include_bytes!("../fonts/kai.ttf");
