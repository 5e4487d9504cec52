//! From the document model to files.

#[cfg(feature = "pdf")]
pub mod pdf;
