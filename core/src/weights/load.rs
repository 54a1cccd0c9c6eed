//! From the bytes of a safetensors file into a model, without an allocator: everything is checked before anything is changed.

use core::fmt;

use layerproof_rules::safetensors::{Dims, Dtype, File, Malformed, Tensor, Text};

use super::misfit::MisfitOf;
use crate::Scalar;
use crate::layers::ParameterInfo;
use crate::model::{Name, Network};

/// Why the bytes of a file are not this model's weights. The model is as it was.
///
/// It borrows the bytes, and lists everything that does not fit when it is shown: so it needs no memory of its own.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Unfit<'a> {
    /// The bytes are no safetensors, or only a part of one.
    Format(Malformed),
    /// The tensors are not those of the model.
    Misfits(Misfits<'a>),
}

/// Everything about a file that does not fit a model.
#[derive(Clone, Copy)]
pub struct Misfits<'a> {
    file: File<'a>,
    visit: fn(&File<'a>, &mut dyn FnMut(Borrowed<'a>)),
}

/// A misfit that borrows its names from the file.
pub type Borrowed<'a> = MisfitOf<TensorName<'a>, Dims, Found>;

impl<'a> Misfits<'a> {
    /// Shows each misfit: first what the model asks for, in its order, then what is surplus.
    pub fn each(&self, mut visit: impl FnMut(Borrowed<'a>)) {
        (self.visit)(&self.file, &mut visit);
    }
}

/// The name of a tensor.
#[derive(Clone, Copy, PartialEq)]
pub enum TensorName<'a> {
    /// That of one of the model's parameters: `dense_1.kernel`.
    Parameter(Name, &'static str),
    /// That of a tensor in the file.
    File(Text<'a>),
}

/// What a tensor of the file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// Numbers of this type.
    Type(Dtype),
    /// Numbers of this type in this shape.
    Tensor(Dtype, Dims),
}

pub(crate) fn load_from<'a, M: Network>(model: &mut M, bytes: &'a [u8]) -> Result<(), Unfit<'a>> {
    let file = File::open(bytes).map_err(Unfit::Format)?;
    let mut fits = true;
    misfits::<M>(&file, &mut |_| fits = false);
    if !fits {
        let visit = misfits::<M>;
        return Err(Unfit::Misfits(Misfits { file, visit }));
    }
    M::parameters_mut([model], &mut |layer, parameter, [values]| {
        if let Some(tensor) = find(&file, layer, parameter) {
            for (value, number) in values.iter_mut().zip(numbers(&tensor)) {
                *value = number;
            }
        }
    });
    Ok(())
}

/// Everything that does not fit.
fn misfits<'a, M: Network>(file: &File<'a>, found: &mut dyn FnMut(Borrowed<'a>)) {
    each_parameter::<M>(&mut |layer, parameter| {
        let tensor = TensorName::Parameter(layer, parameter.name);
        let expected = Dims::new(parameter.shape);
        let Some(there) = find(file, layer, parameter) else {
            found(MisfitOf::Missing {
                tensor,
                shape: expected,
                dtype: M::Scalar::DTYPE,
            });
            return;
        };
        if there.shape != expected {
            found(MisfitOf::Shape {
                tensor,
                expected,
                found: there.shape,
            });
        }
        if there.dtype.name() != M::Scalar::DTYPE {
            found(MisfitOf::Dtype {
                tensor,
                expected: M::Scalar::DTYPE,
                found: Found::Type(there.dtype),
            });
        } else if let Some((first, count)) = not_a_number(numbers::<M::Scalar>(&there)) {
            found(MisfitOf::NotANumber { tensor, first, count });
        }
    });
    for tensor in file.tensors() {
        let mut is_asked_for = false;
        each_parameter::<M>(&mut |layer, parameter| is_asked_for |= is_named(tensor.name, layer, parameter));
        if !is_asked_for {
            found(MisfitOf::Surplus {
                tensor: TensorName::File(tensor.name),
                found: Found::Tensor(tensor.dtype, tensor.shape),
            });
        }
    }
}

/// The model's parameters, without a model at hand.
fn each_parameter<M: Network>(visit: &mut impl FnMut(Name, ParameterInfo)) {
    M::parameters_mut([], &mut |layer, parameter, []: [&mut [M::Scalar]; 0]| {
        visit(layer, parameter);
    });
}

fn find<'a>(file: &File<'a>, layer: Name, parameter: ParameterInfo) -> Option<Tensor<'a>> {
    file.tensors().find(|tensor| is_named(tensor.name, layer, parameter))
}

/// Whether a text is `layer.parameter`.
fn is_named(text: Text<'_>, layer: Name, parameter: ParameterInfo) -> bool {
    let mut rest = text.chars();
    let mut eat = |part: &str| part.chars().all(|letter| rest.next() == Some(letter));
    let is_layer = match layer {
        Name::Field(name) => eat(name),
        Name::Nth(stem, number) => {
            eat(stem) && eat("_") && {
                let mut digits = [0; 20];
                eat(decimal(number, &mut digits))
            }
        }
    };
    is_layer && eat(".") && eat(parameter.name) && rest.next().is_none()
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
fn numbers<'a, T: Scalar>(tensor: &Tensor<'a>) -> impl Iterator<Item = T> + 'a {
    tensor.data.chunks_exact(size_of::<T>()).map(|bytes| {
        let mut number = T::ZERO;
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
pub(super) fn not_a_number<T: Scalar>(numbers: impl Iterator<Item = T>) -> Option<(usize, usize)> {
    // A NaN is the only number that is not equal to itself.
    #[expect(clippy::eq_op, reason = "generic over both number types")]
    let mut places = numbers.enumerate().filter(|(_, x)| x != x).map(|(i, _)| i);
    let first = places.next()?;
    Some((first, 1 + places.count()))
}

impl fmt::Display for Unfit<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the weights")?;
        match self {
            Self::Format(malformed) => write!(f, " are not a whole safetensors file: {malformed}"),
            Self::Misfits(misfits) => {
                f.write_str(" do not fit the model:")?;
                let mut result = Ok(());
                misfits.each(|misfit| {
                    if result.is_ok() {
                        result = write!(f, "\n  {misfit}");
                    }
                });
                result
            }
        }
    }
}

impl core::error::Error for Unfit<'_> {}

impl fmt::Debug for Misfits<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut list = f.debug_list();
        self.each(|misfit| {
            list.entry(&misfit);
        });
        list.finish()
    }
}

impl fmt::Display for TensorName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Parameter(layer, parameter) => write!(f, "{layer}.{parameter}"),
            Self::File(name) => name.fmt(f),
        }
    }
}

impl fmt::Debug for TensorName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{self}\"")
    }
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Type(dtype) => f.write_str(dtype.name()),
            Self::Tensor(dtype, shape) => write!(f, "{} {shape}", dtype.name()),
        }
    }
}
