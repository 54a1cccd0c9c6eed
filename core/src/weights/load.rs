//! From the bytes of a safetensors file into a model, without an allocator: everything is checked before anything is changed.

use core::fmt;
#[cfg(feature = "std")]
use std::vec::Vec;

use layerproof_rules::safetensors::{Dims, Dtype, File, Malformed, Tensor, Text};

#[cfg(feature = "std")]
use super::mismatch::Mismatch;
use super::mismatch::MismatchOf;
use crate::Scalar;
use crate::layers::ParameterInfo;
use crate::model::{Name, Network};

/// Why the bytes of a file are not this model's weights. The model is as it was.
///
/// It borrows nothing, so that it can be returned from where the bytes are. With `std` it lists everything that does not
/// fit. Without, it needs no memory of its own: it knows how many mismatches there are and which tensor the first is
/// about, and [`LoadError::report`] lists them all from the bytes.
///
/// `{:?}` is the sentence, too: what a `main` that returns it, or `unwrap`, prints.
#[derive(Clone)]
#[non_exhaustive]
pub enum LoadError {
    /// The bytes are no safetensors, or only a part of one.
    Format(Malformed),
    /// The tensors are not those of the model.
    Mismatches(Mismatches),
}

impl LoadError {
    /// Everything that is wrong with `bytes`, which are those that did not load: a line for each mismatch.
    ///
    /// ```
    /// use layerproof::prelude::*;
    ///
    /// type Narrow = sequential!(Input<2>, Dense<8>);
    /// type Wide = sequential!(Input<2>, Dense<16>);
    ///
    /// let bytes = Narrow::zeros().to_bytes();
    /// let error = Wide::zeros().load_from(&bytes).unwrap_err();
    /// let report = error.report(&bytes).to_string();
    /// assert!(report.contains("dense_1.bias: expected shape (16), found (8)"), "{report}");
    /// ```
    pub fn report<'a>(&'a self, bytes: &'a [u8]) -> impl fmt::Display + 'a {
        Report { error: self, bytes }
    }
}

/// Everything about a file that does not fit a model.
#[derive(Clone)]
pub struct Mismatches {
    count: usize,
    first: FirstName,
    visit: Visit,
    #[cfg(feature = "std")]
    all: Vec<Mismatch>,
}

/// Finds the mismatches of a file and some model.
type Visit = for<'a> fn(&File<'a>, &mut dyn FnMut(MismatchRef<'a>));

/// A mismatch that borrows its names from the file.
pub type MismatchRef<'a> = MismatchOf<TensorName<'a>, Dims, TensorInfo>;

impl Mismatches {
    /// How many there are: at least one.
    pub const fn count(&self) -> usize {
        self.count
    }

    /// Shows each mismatch of `bytes`, which are those that did not load: first what the model asks for, in its order, then
    /// what is surplus.
    pub fn each<'a>(&self, bytes: &'a [u8], mut visit: impl FnMut(MismatchRef<'a>)) {
        if let Ok(file) = File::open(bytes) {
            (self.visit)(&file, &mut visit);
        }
    }

    #[cfg(feature = "std")]
    pub(super) fn into_vec(self) -> Vec<Mismatch> {
        self.all
    }
}

/// The name of the tensor that the first mismatch is about.
#[derive(Clone)]
enum FirstName {
    Parameter(Name, ParameterInfo),
    /// The name of a tensor in the file as far as there is room.
    File(ShortText),
}

/// The beginning of a text, in a buffer of its own.
#[derive(Clone)]
struct ShortText {
    bytes: [u8; 40],
    len: u8,
}

impl ShortText {
    fn of(text: Text<'_>) -> Self {
        let mut short = Self { bytes: [0; 40], len: 0 };
        for letter in text.chars() {
            let start = usize::from(short.len);
            let Some(room) = short.bytes.get_mut(start..start + letter.len_utf8()) else {
                break;
            };
            let mut utf8 = [0; 4];
            letter.encode_utf8(&mut utf8);
            room.iter_mut().zip(utf8).for_each(|(place, byte)| *place = byte);
            short.len += letter.len_utf8() as u8;
        }
        short
    }

    fn as_str(&self) -> &str {
        let bytes = self.bytes.get(..usize::from(self.len)).unwrap_or_default();
        core::str::from_utf8(bytes).unwrap_or_default()
    }
}

impl fmt::Display for FirstName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Parameter(layer, parameter) => write!(f, "{layer}.{parameter}"),
            Self::File(name) => f.write_str(name.as_str()),
        }
    }
}

/// The name of a tensor.
#[derive(Clone, Copy, PartialEq)]
pub enum TensorName<'a> {
    /// That of one of the model's parameters: `dense_1.kernel`.
    Parameter(Name, ParameterInfo),
    /// That of a tensor in the file.
    File(Text<'a>),
}

/// Number type and shape of a tensor in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TensorInfo {
    /// Numbers of this type.
    Type(Dtype),
    /// Numbers of this type in this shape.
    Tensor(Dtype, Dims),
}

#[allow(
    clippy::result_large_err,
    reason = "it holds a name in place, without an allocator; loading is no hot path"
)]
pub(crate) fn load_from<M: Network>(model: &mut M, bytes: &[u8]) -> Result<(), LoadError> {
    let file = File::open(bytes).map_err(LoadError::Format)?;
    if let Some(mismatches) = Mismatches::of::<M>(&file) {
        return Err(LoadError::Mismatches(mismatches));
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

impl Mismatches {
    fn of<M: Network>(file: &File<'_>) -> Option<Self> {
        let mut found: Option<Self> = None;
        each_mismatch::<M>(file, &mut |mismatch| {
            let found = found.get_or_insert_with(|| Self {
                count: 0,
                first: match *mismatch.tensor() {
                    TensorName::Parameter(layer, parameter) => FirstName::Parameter(layer, parameter),
                    TensorName::File(name) => FirstName::File(ShortText::of(name)),
                },
                visit: each_mismatch::<M>,
                #[cfg(feature = "std")]
                all: Vec::new(),
            });
            found.count += 1;
            #[cfg(feature = "std")]
            found.all.push(mismatch.to_owned());
        });
        found
    }
}

/// Everything that does not fit.
fn each_mismatch<'a, M: Network>(file: &File<'a>, found: &mut dyn FnMut(MismatchRef<'a>)) {
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
    for tensor in file.tensors() {
        let mut is_asked_for = false;
        each_parameter::<M>(&mut |layer, parameter| is_asked_for |= is_named(tensor.name, layer, parameter));
        if !is_asked_for {
            found(MismatchOf::Surplus {
                tensor: TensorName::File(tensor.name),
                found: TensorInfo::Tensor(tensor.dtype, tensor.shape),
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

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the weights")?;
        match self {
            Self::Format(malformed) => write!(f, " are not a whole safetensors file: {malformed}"),
            Self::Mismatches(mismatches) => write!(f, " do not fit the model:{mismatches}"),
        }
    }
}

impl fmt::Debug for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl core::error::Error for LoadError {}

/// All of them with `std`, and what is known of them without; each after a line's end or a space.
impl fmt::Display for Mismatches {
    #[cfg(feature = "std")]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.all.iter().try_for_each(|mismatch| write!(f, "\n  {mismatch}"))
    }

    #[cfg(not(feature = "std"))]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, " {self:?}")
    }
}

impl fmt::Debug for Mismatches {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { count, first, .. } = self;
        let ending = if *count == 1 { "" } else { "es" };
        write!(f, "{count} mismatch{ending}, the first in {first}")
    }
}

/// An error with the bytes that did not load.
struct Report<'a> {
    error: &'a LoadError,
    bytes: &'a [u8],
}

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let LoadError::Mismatches(mismatches) = self.error else {
            return self.error.fmt(f);
        };
        f.write_str("the weights do not fit the model:")?;
        let mut result = Ok(());
        mismatches.each(self.bytes, |mismatch| {
            if result.is_ok() {
                result = write!(f, "\n  {mismatch}");
            }
        });
        result
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

impl fmt::Display for TensorInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Type(dtype) => f.write_str(dtype.name()),
            Self::Tensor(dtype, shape) => write!(f, "{} {shape}", dtype.name()),
        }
    }
}
