//! From the bytes of a safetensors file into a model, without an allocator: everything is checked before anything is changed.

use bytemuck::Pod;
use layerproof_rules::safetensors::{Dims, File, Tensor, Text};

use crate::Scalar;
use crate::error::{LoadError, MismatchOf, MismatchRef, Mismatches, TensorInfo, TensorName};
use crate::layers::{Name, ParameterInfo};
use crate::model::{Network, each_parameter_mut};

#[allow(
    clippy::result_large_err,
    reason = "it holds a name in place, without an allocator; loading is no hot path"
)]
pub(crate) fn load_from<M: Network>(model: &mut M, bytes: &[u8]) -> Result<(), LoadError> {
    let file = File::open(bytes).map_err(LoadError::Format)?;
    if let Some(mismatches) = mismatches::<M>(&file) {
        return Err(LoadError::Mismatches(mismatches));
    }
    fill(model, &file);
    Ok(())
}

/// Takes the parameters over from a file that was checked.
pub(crate) fn fill<M: Network>(model: &mut M, file: &File<'_>) {
    each_parameter_mut([model], |layer, parameter, [values]| {
        if let Some(tensor) = find(file, layer, parameter) {
            copy(&tensor, values);
        }
    });
}

/// The tensor's numbers into as many places.
pub(crate) fn copy<T: Pod>(tensor: &Tensor<'_>, values: &mut [T]) {
    for (value, number) in values.iter_mut().zip(numbers(tensor)) {
        *value = number;
    }
}

fn mismatches<M: Network>(file: &File<'_>) -> Option<Mismatches> {
    let mut found = None;
    each_mismatch::<M>(file, &mut |mismatch| {
        Mismatches::add(&mut found, &mismatch, each_mismatch::<M>);
    });
    found
}

/// Everything that does not fit.
fn each_mismatch<'a, M: Network>(file: &File<'a>, found: &mut dyn FnMut(MismatchRef<'a>)) {
    each_wrong_parameter::<M>(file, found);
    each_surplus::<M>(file, &mut |_| false, found);
}

/// Each tensor that is neither a parameter nor known to `is_known`.
pub(crate) fn each_surplus<'a, M: Network>(
    file: &File<'a>,
    is_known: &mut dyn FnMut(Text<'a>) -> bool,
    found: &mut dyn FnMut(MismatchRef<'a>),
) {
    for tensor in file.tensors() {
        let mut is_asked_for = false;
        each_parameter::<M>(&mut |layer, parameter| is_asked_for |= is_named(tensor.name, layer, parameter));
        if !is_asked_for && !is_known(tensor.name) {
            found(MismatchOf::Surplus {
                tensor: TensorName::File(tensor.name),
                found: TensorInfo::Tensor(tensor.dtype, tensor.shape),
            });
        }
    }
}

/// What does not fit of the parameters.
pub(crate) fn each_wrong_parameter<'a, M: Network>(file: &File<'a>, found: &mut dyn FnMut(MismatchRef<'a>)) {
    each_parameter::<M>(&mut |layer, parameter| {
        let tensor = TensorName::Parameter(layer, parameter);
        let expected = Dims::new(parameter.shape);
        let Some(there) = find(file, layer, parameter) else {
            found(MismatchOf::Missing {
                tensor,
                shape: expected,
                dtype: M::Scalar::DTYPE,
            });
            return;
        };
        if there.shape != expected {
            found(MismatchOf::Shape {
                tensor,
                expected,
                found: there.shape,
            });
        }
        if there.dtype.name() != M::Scalar::DTYPE {
            found(MismatchOf::Dtype {
                tensor,
                expected: M::Scalar::DTYPE,
                found: TensorInfo::Type(there.dtype),
            });
        } else if let Some((first, count)) = not_a_number(numbers::<M::Scalar>(&there)) {
            found(MismatchOf::NotANumber { tensor, first, count });
        }
    });
}

/// The model's parameters, without a model at hand.
fn each_parameter<M: Network>(visit: &mut impl FnMut(Name, ParameterInfo)) {
    each_parameter_mut::<M, 0>([], |layer, parameter, []| {
        visit(layer, parameter);
    });
}

fn find<'a>(file: &File<'a>, layer: Name, parameter: ParameterInfo) -> Option<Tensor<'a>> {
    file.tensors().find(|tensor| is_named(tensor.name, layer, parameter))
}

/// Whether a text is `layer.parameter`.
fn is_named(text: Text<'_>, layer: Name, parameter: ParameterInfo) -> bool {
    let mut rest = text.chars();
    let mut is_layer = true;
    for name in core::iter::once(layer).chain(parameter.inner.into_iter().flatten()) {
        let mut eat = |part: &str| part.chars().all(|letter| rest.next() == Some(letter));
        is_layer = is_layer
            && match name {
                Name::Field(name) => eat(name),
                Name::Nth(stem, number) => {
                    eat(stem) && eat("_") && {
                        let mut digits = [0; 20];
                        eat(decimal(number, &mut digits))
                    }
                }
            }
            && eat(".");
    }
    is_layer && parameter.name.chars().all(|letter| rest.next() == Some(letter)) && rest.next().is_none()
}

/// A number in decimal digits; those of the largest have room.
fn decimal(mut number: usize, digits: &mut [u8; 20]) -> &str {
    let mut count = 0;
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + (number % 10) as u8;
        number /= 10;
        count += 1;
        if number == 0 {
            break;
        }
    }
    let digits = digits
        .split_at_checked(20 - count)
        .map_or(&[][..], |(_, digits)| digits);
    core::str::from_utf8(digits).unwrap_or_default()
}

/// The tensor's numbers, which are little-endian in the file.
pub(crate) fn numbers<'a, T: Pod>(tensor: &Tensor<'a>) -> impl Iterator<Item = T> + 'a {
    tensor.data.chunks_exact(size_of::<T>()).map(|bytes| {
        let mut number = T::zeroed();
        let place = bytemuck::bytes_of_mut(&mut number).iter_mut();
        if cfg!(target_endian = "little") {
            place.zip(bytes).for_each(|(place, byte)| *place = *byte);
        } else {
            place.rev().zip(bytes).for_each(|(place, byte)| *place = *byte);
        }
        number
    })
}

/// The place of the first NaN, and how many there are.
pub(crate) fn not_a_number<T: Scalar>(numbers: impl Iterator<Item = T>) -> Option<(usize, usize)> {
    // A NaN is the only number that is not equal to itself.
    #[expect(clippy::eq_op, reason = "generic over both number types")]
    let mut places = numbers.enumerate().filter(|(_, x)| x != x).map(|(i, _)| i);
    let first = places.next()?;
    Some((first, 1 + places.count()))
}
