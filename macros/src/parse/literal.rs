//! The value of a literal.

use proc_macro2::Literal;
use syn::Lit;

use crate::syntax::ValueKind;

const INTEGERS: [&str; 13] = [
    "", "usize", "isize", "u128", "i128", "u16", "u32", "u64", "i16", "i32", "i64", "u8", "i8",
];

/// Reads a literal. `None` for a number of a type that does not exist.
pub(super) fn read(literal: Literal) -> Option<ValueKind> {
    let text = |bytes: &[u8]| ValueKind::Text(String::from_utf8_lossy(bytes).into_owned());
    Some(match Lit::new(literal) {
        Lit::Int(number) if INTEGERS.contains(&number.suffix()) => ValueKind::Integer(number.base10_parse().ok()),
        Lit::Int(number) if ["f32", "f64"].contains(&number.suffix()) => ValueKind::Float(number.base10_parse().ok()?),
        Lit::Float(number) if ["", "f32", "f64"].contains(&number.suffix()) => {
            ValueKind::Float(number.base10_parse().ok()?)
        }
        Lit::Str(value) => ValueKind::Text(value.value()),
        Lit::ByteStr(value) => text(&value.value()),
        Lit::CStr(value) => text(value.value().as_bytes()),
        Lit::Char(value) => ValueKind::Text(value.value().to_string()),
        Lit::Byte(value) => text(&[value.value()]),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(source: &str) -> Option<ValueKind> {
        super::read(source.parse().expect("a literal"))
    }

    #[test]
    fn numbers() {
        for (source, value) in [
            ("8", 8),
            ("1_024", 1024),
            ("8usize", 8),
            ("0x10", 16),
            ("0b11_u8", 3),
            ("0", 0),
        ] {
            assert!(
                matches!(read(source), Some(ValueKind::Integer(Some(found))) if found == value),
                "{source}"
            );
        }
        assert!(matches!(
            read("99999999999999999999999"),
            Some(ValueKind::Integer(None))
        ));
        for (source, value) in [
            ("0.5", 0.5),
            ("1e-3", 1e-3),
            ("2f32", 2.0),
            ("1.", 1.0),
            ("1_0.5_f64", 10.5),
        ] {
            assert!(
                matches!(read(source), Some(ValueKind::Float(found)) if found.to_bits() == f64::to_bits(value)),
                "{source}"
            );
        }
        for text in ["\"relu\"", "r#\"relu\"#", "b\"relu\""] {
            assert!(
                matches!(read(text), Some(ValueKind::Text(text)) if text == "relu"),
                "{text}"
            );
        }
        assert!(read("8px").is_none());
    }
}
