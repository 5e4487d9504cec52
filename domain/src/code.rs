//! Closed lists: an enum whose variants have one Chinese label each, and other spellings that mean the same.

/// Declares an enum with a label for each variant: `Illness = "因病"`, other spellings after it: `Housing = "因住房安全" | "因安全住房"`.
///
/// Gives `ALL`, `label`, `from_label` (compared as [`crate::text::label`]), `Display` and serde as the label.
macro_rules! code_list {
    (
        $(#[$meta:meta])*
        pub enum $name:ident {
            $($variant:ident = $label:literal $(| $alias:literal)*,)+
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $(#[doc = $label] $variant,)+
        }

        impl $name {
            /// Every entry, in the order of the list.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The Chinese label.
            pub const fn label(self) -> &'static str {
                match self {
                    $(Self::$variant => $label,)+
                }
            }

            /// The entry with this label or alias, white space and full-width forms aside.
            pub fn from_label(text: &str) -> Option<Self> {
                const SPELLINGS: &[(&str, $name)] = &[
                    $(($label, $name::$variant), $(($alias, $name::$variant),)*)+
                ];
                $crate::code::find(SPELLINGS, text)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.label())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.label())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                Self::from_label(&text).ok_or_else(|| {
                    serde::de::Error::custom(format_args!("`{text}` is not in the code list {}", stringify!($name)))
                })
            }
        }
    };
}
pub(crate) use code_list;

use crate::text;

/// The entry spelt `wanted`: as it stands if possible, else in the form in which labels are compared.
pub(crate) fn find<T: Copy>(spellings: &[(&str, T)], wanted: &str) -> Option<T> {
    let exact = spellings.iter().find(|(spelling, _)| *spelling == wanted);
    let found = exact.or_else(|| {
        let wanted = text::label(wanted);
        spellings
            .iter()
            .find(|(spelling, _)| text::label(spelling) == wanted)
    });
    found.map(|(_, entry)| *entry)
}
