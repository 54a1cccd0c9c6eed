//! The numbers of a tensor: their type, and whether they are numbers.

use layerproof_rules::safetensors::{Dtype, Tensor};

use super::{Report, name};

/// Whether the tensor's numbers can be the model's.
pub(super) fn check(tensor: &Tensor<'_>, dtype: Dtype, convert: bool, report: &mut Report) {
    let is_float = matches!(tensor.dtype, Dtype::F16 | Dtype::Bf16 | Dtype::F32 | Dtype::F64);
    if tensor.dtype != dtype && !(convert && is_float) {
        let found = tensor.dtype.name();
        report.add(format!(
            "{}: expected type {}, found {found}",
            name(tensor),
            dtype.name()
        ));
        if is_float {
            report.help(format!(
                "write `convert = true` beside `weights` to round to {}",
                dtype.name()
            ));
        }
    }
    if !is_float {
        return;
    }
    let numbers = read(tensor);
    let mut places = (0..)
        .zip(&numbers)
        .filter(|(_, x)| x.is_nan())
        .map(|(place, _): (usize, _)| place);
    if let Some(first) = places.next() {
        let count = 1 + places.count();
        report.add(format!(
            "{}: expected numbers, found {count} NaN, the first at {first}",
            name(tensor)
        ));
    }
    let is_too_large = |x: &&f64| x.is_finite() && (**x as f32).is_infinite();
    if dtype == Dtype::F32
        && convert
        && let Some(x) = numbers.iter().find(is_too_large)
    {
        report.add(format!("{}: {x:e} is beyond the largest F32", name(tensor)));
    }
}

/// The numbers, exactly.
pub(super) fn read(tensor: &Tensor<'_>) -> Vec<f64> {
    let data = tensor.data;
    match tensor.dtype {
        Dtype::F16 => chunks(data).map(|bytes| half(u16::from_le_bytes(bytes))).collect(),
        Dtype::Bf16 => {
            let number = |bytes| f32::from_bits(u32::from(u16::from_le_bytes(bytes)) << 16);
            chunks(data).map(|bytes| number(bytes).into()).collect()
        }
        Dtype::F32 => chunks(data).map(|bytes| f32::from_le_bytes(bytes).into()).collect(),
        Dtype::F64 => chunks(data).map(f64::from_le_bytes).collect(),
        _ => Vec::new(),
    }
}

fn chunks<const N: usize>(data: &[u8]) -> impl Iterator<Item = [u8; N]> {
    data.as_chunks().0.iter().copied()
}

/// A number of 16 bits: a sign, five bits of exponent, ten of fraction.
fn half(bits: u16) -> f64 {
    let sign = if bits >> 15 == 1 { -1.0 } else { 1.0 };
    let fraction = f64::from(bits & 0x3ff);
    sign * match i32::from(bits >> 10 & 0x1f) {
        0 => fraction * 2_f64.powi(-24),
        31 if bits.trailing_zeros() >= 10 => f64::INFINITY,
        31 => f64::NAN,
        exponent => (1024.0 + fraction) * 2_f64.powi(exponent - 25),
    }
}

/// Appends the numbers as the model has them in memory.
pub(super) fn write(numbers: &[f64], dtype: Dtype, bytes: &mut Vec<u8>) {
    for &number in numbers {
        if dtype == Dtype::F64 {
            bytes.extend(number.to_le_bytes());
        } else {
            bytes.extend((number as f32).to_le_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn halves() {
        for (bits, number) in [
            (0x0000, 0.0),
            (0x8000, -0.0),
            (0x0001, 2_f64.powi(-24)),
            (0x03ff, 1023.0 / 1024.0 * 2_f64.powi(-14)),
            (0x0400, 2_f64.powi(-14)),
            (0x3c00, 1.0),
            (0xc000, -2.0),
            (0x3555, 0.333_251_953_125),
            (0x7bff, 65504.0),
            (0xfc00, f64::NEG_INFINITY),
        ] {
            assert_eq!(super::half(bits).to_bits(), f64::to_bits(number), "{bits:x}");
        }
        assert!(super::half(0x7e00).is_nan());
    }
}
