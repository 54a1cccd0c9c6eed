//! The value of a literal.

use crate::syntax::ValueKind;

const SUFFIXES: [&str; 12] = [
    "usize", "isize", "u128", "i128", "u16", "u32", "u64", "i16", "i32", "i64", "u8", "i8",
];

/// Reads a literal from its source text.
pub(super) fn read(source: &str) -> Option<ValueKind> {
    let first = source.chars().next()?;
    if !first.is_ascii_digit() {
        return Some(ValueKind::Text(unquoted(source)));
    }
    let digits: String = source.chars().filter(|&c| c != '_').collect();
    for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] {
        if let Some(digits) = digits.strip_prefix(prefix) {
            // `f32` is three digits here.
            let number = SUFFIXES
                .iter()
                .find_map(|suffix| digits.strip_suffix(suffix))
                .unwrap_or(digits);
            return Some(ValueKind::Integer(usize::from_str_radix(number, radix).ok()));
        }
    }
    let number = SUFFIXES
        .iter()
        .find_map(|suffix| digits.strip_suffix(suffix))
        .unwrap_or(&digits);
    if number.bytes().all(|digit| digit.is_ascii_digit()) {
        return Some(ValueKind::Integer(number.parse().ok()));
    }
    let number = ["f32", "f64"]
        .iter()
        .find_map(|suffix| number.strip_suffix(suffix))
        .unwrap_or(number);
    number.parse().ok().map(ValueKind::Float)
}

/// What stands between the quotes, if these are quotes.
fn unquoted(source: &str) -> String {
    source
        .trim_start_matches(['b', 'c', 'r', '#'])
        .trim_end_matches('#')
        .trim_matches(['"', '\''])
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert!(matches!(read("\"relu\""), Some(ValueKind::Text(text)) if text == "relu"));
    }
}
